"""Numbers only: scores, tests and intervals as frozen results."""
