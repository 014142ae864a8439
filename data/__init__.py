"""From a file to a checked cohort."""
