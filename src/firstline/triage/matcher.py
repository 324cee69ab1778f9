"""Which phrases of the packs stand in a text, and where.

The text's words are walked once through the tree of all phrases. Within a pack the leftmost and longest
phrase takes its words, so "not working" is not also "working"; only a phrase of a higher rank or tier may
share them ("give me my" does not hide "my money is gone"). Packs do not disturb one another.

Whatever happens: a phrase never reaches across a break, and each word starts a bounded number of steps, so
the work grows in step with the text.
"""

from dataclasses import dataclass
from typing import Final

from firstline.triage.packs import END, GAP, NUMBER, Node, Rule, grammar, phrase_tree
from firstline.triage.text import BREAK, Reading

LONGEST_GAP: Final = 3
"""Words of any kind that a phrase may hold where its pack says `*`."""

NEGATIONS = grammar("negations")
"""A gap does not leap over these: "money is not gone" is not "money gone"."""

Found = dict[str, tuple[int, Rule]]
"""For each pack the longest phrase that starts at a word: where it ends, and its rule."""


@dataclass(slots=True, eq=False)
class Hit:
    """A phrase in the text: the words from `first` to before `last`."""

    rule: Rule
    first: int
    last: int


def match(reading: Reading) -> dict[str, list[Hit]]:
    """Find each pack's phrases, in the order of the text.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> [(hit.first, hit.last) for hit in match(read(Message("It is not working")))["category"]]
    [(2, 4)]
    """
    words, tree = reading.words, phrase_tree()
    hits: dict[str, list[Hit]] = {}
    free: dict[str, int] = {}
    for place, (word, following) in enumerate(zip(words, [*words[1:], BREAK], strict=False)):
        node = tree.get(word)
        if node is None:
            if not word.isdigit():
                continue
            node = {}
        found: Found = {}
        # Most words only begin phrases that the next word does not continue: a look spares the walk.
        if following in node or END in node or GAP in node or NUMBER in node:
            _walk(words, place + 1, node, found)
        if word.isdigit():
            _walk(words, place + 1, tree[NUMBER], found)
        for name, (last, rule) in found.items():
            if place < free.get(name, 0) and not _outdoes(rule, hits[name][-1].rule):
                continue
            if not rule.capitals or _in_capitals(reading, place):
                free[name] = last
                hits.setdefault(name, []).append(Hit(rule, place, last))
    return hits


def _outdoes(rule: Rule, earlier: Rule) -> bool:
    """Whether a phrase is of a higher rank or tier than the one that holds its first word."""
    return (rule.rank, _tier(rule)) > (earlier.rank, _tier(earlier))


def _tier(rule: Rule) -> float:
    return rule.value if isinstance(rule.value, float) else 0.0


def _walk(words: list[str], place: int, node: Node, found: Found) -> None:
    for rule in node.get(END, ()):
        if found.get(rule.pack, (0,))[0] < place:
            found[rule.pack] = (place, rule)
    if place >= len(words):
        return
    word = words[place]
    following = node.get(word)
    if following is not None:
        _walk(words, place + 1, following, found)
    if NUMBER in node and word.isdigit():
        _walk(words, place + 1, node[NUMBER], found)
    if GAP in node:
        _leap(words, place, node[GAP], found)


def _leap(words: list[str], place: int, node: Node, found: Found) -> None:
    for landing in range(place, min(place + LONGEST_GAP + 1, len(words))):
        word = words[landing]
        if word == BREAK:
            return
        following = node.get(word)
        if following is not None:
            _walk(words, landing + 1, following, found)
        if word in NEGATIONS:
            return


def _in_capitals(reading: Reading, place: int) -> bool:
    return reading.original(place).isupper()
