"""Marks that tools read and the program does not; MARKS in the Makefile names them all."""


def N_(message: str) -> str:  # noqa: N802 - the name that extraction looks for
    """Mark `message` for extraction and give it back as it is; who shows it translates it."""
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802
    """Mark `message` for extraction with its context, where one English word has several translations."""
    return message
