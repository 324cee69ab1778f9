"""A text as sentences that can be quoted one by one.

A sentence ends at a full stop, a question mark, an exclamation mark or an ellipsis that is followed by a
blank and by what can begin a sentence. A short form ("e.g.", "Nr.") and an initial end none.

What always holds: joined by blanks the sentences are the text with its blanks made one, and cutting takes
time in proportion to the length of the text.
"""

import re
from collections.abc import Iterator
from typing import Final

from firstline.knowledge.words import word_list

END: Final = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019\u00bb)\]]*+ "
    r"(?=[\"'\u201c\u2018\u00ab(\[\u00bf\u00a1]*+[^\Wa-z\u00df-\u00f6\u00f8-\u00ff_])"
)
WORD: Final = re.compile(r"[\w.]+$")
LONGEST_WORD: Final = 12


def sentences(text: str) -> Iterator[str]:
    """Cut a text into sentences.

    >>> list(sentences("Ask us, e.g. Ms. Moss. We help!  Is it late? Version 2.5 is out."))
    ['Ask us, e.g. Ms. Moss.', 'We help!', 'Is it late?', 'Version 2.5 is out.']
    """
    whole, first = " ".join(text.split()), 0
    for end in END.finditer(whole):
        if whole[end.start()] != "." or not _is_short_form(whole, end.start()):
            yield whole[first : end.end()].rstrip()
            first = end.end()
    if first < len(whole):
        yield whole[first:]


def _is_short_form(text: str, dot: int) -> bool:
    """Tell whether the dot belongs to a short form or an initial."""
    before = WORD.search(text, max(dot - LONGEST_WORD, 0), dot)
    if before is None:
        return False
    word = before.group()
    return word.casefold() in word_list("short_forms") or (len(word) == 1 and word.isupper())
