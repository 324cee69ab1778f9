"""A subject for a message that came without one."""

LONGEST = 60
"""Characters of a subject that the desk makes itself (the seeds' agreement)."""


def subject_of(text: str) -> str:
    r"""Take the beginning of the text, up to a word's end.

    >>> subject_of("I was charged twice for my subscription this month. Please help me with it!")
    'I was charged twice for my subscription this month. Please'
    >>> subject_of("Hello\nthere")
    'Hello there'
    """
    flat = " ".join(text[: LONGEST * 4].split())
    if len(flat) <= LONGEST:
        return flat
    words, _, _ = flat[: LONGEST + 1].rpartition(" ")
    return words or flat[:LONGEST]
