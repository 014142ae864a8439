"""The one error whose text a clinician reads."""


class CohortError(ValueError):
    """A question that these data cannot answer, or a file that cannot be read.

    The message is a whole sentence: what is missing, how much there is, what is needed and what
    to do next. Pages show it as information; anything else that is raised is a bug.
    """
