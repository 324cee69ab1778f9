"""One character for each word that any rule asks about, so that a text is matched as a short string.

A word that is listed has a character of its own. A word that only begins or ends like a listed piece shares
the character of the longest such piece, and every other word is a "w", or an "N" with a capital letter. A set
of words is then a set of characters, however many words it has.

What always holds: encoding a text takes time in proportion to its length, and two words that some rule tells
apart have different characters.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from firstline.replies.policy.words import CODE, NAME, STOP, WORD, Word

FIRST: Final = 0x3400
"""Where the characters for listed words begin: far from all that marks are made of."""
MOST_KNOWN: Final = 20_000
"""Words whose character is remembered."""
LONGEST_WORD: Final = 40
"""Characters of a word that are looked at."""


class Lexicon:
    """The characters of a set of rules."""

    def __init__(self, atoms: Iterable[str]) -> None:
        listed = sorted(set(atoms))
        self._chars = {atom: chr(FIRST + place) for place, atom in enumerate(listed)}
        self._forwards = _Sorted(self._chars)
        self._backwards = _Sorted({atom[::-1]: char for atom, char in self._chars.items()})
        self._begins = {atom[:-1] for atom in listed if atom.endswith("*")}
        self._ends = {atom[1:] for atom in listed if atom.startswith("*")}
        self._sets: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def charset(self, atoms: frozenset[str]) -> str:
        """Give the characters of all words that match one of these, as the inside of a set."""
        return _ranges(sorted(set("".join(map(self._matching, atoms)))))

    def chars(self, atoms: frozenset[str]) -> frozenset[str]:
        """Give the same characters one by one."""
        return frozenset("".join(map(self._matching, atoms)))

    def encode(self, words: Sequence[Word]) -> str:
        """Give a character for each word."""
        return "".join(self._char(word) for word in words)

    def _matching(self, atom: str) -> str:
        if atom not in self._sets:
            begin, end = atom.removesuffix("*"), atom.removeprefix("*")
            if begin != atom:
                self._sets[atom] = self._forwards.beginning(begin)
            elif end != atom:
                self._sets[atom] = self._backwards.beginning(end[::-1])
            else:
                self._sets[atom] = self._chars[atom]
        return self._sets[atom]

    def _char(self, word: Word) -> str:
        if word.kind not in {WORD, NAME, CODE}:
            return word.kind if word.kind not in ".!;" else STOP
        known = self._chars.get(word.text)
        return known or self._shared(word.text[:LONGEST_WORD]) or word.kind

    def _shared(self, text: str) -> str:
        if text not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[text] = self._partly(text)
        return self._known[text]

    def _partly(self, text: str) -> str:
        for size in range(len(text), 2, -1):
            if text[:size] in self._begins:
                return self._chars[f"{text[:size]}*"]
            if text[-size:] in self._ends:
                return self._chars[f"*{text[-size:]}"]
        return ""


def _ranges(chars: Sequence[str]) -> str:
    """Write characters as the inside of a set; neighbours as a range."""
    written: list[str] = []
    for place, char in enumerate(chars):
        if place and ord(char) == ord(chars[place - 1]) + 1:
            written[-1] = f"{written[-1][0]}-{char}"
        else:
            written.append(char)
    return "".join(written)


class _Sorted:
    """Words in order with their characters: those that begin alike stand together."""

    def __init__(self, chars: Mapping[str, str]) -> None:
        self._words = sorted(chars)
        self._chars = [chars[word] for word in self._words]

    def beginning(self, begin: str) -> str:
        """Give the characters of the words that begin so."""
        first = bisect_left(self._words, begin)
        return "".join(self._chars[first : bisect_left(self._words, f"{begin}\U0010ffff", first)])
