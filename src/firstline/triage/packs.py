"""The rule packs: phrases in files that a person can read, edit and version.

A pack is a TOML file with a `name`, a `version` and rules; a rule has an id, the value it speaks for and
its phrases, those that are `documented` to callers apart from ours. A phrase is written as words, with
`word~` (also in the plural), `word+` (every form of a verb), `(a|b c)` (one of these), `{set}` (any member
of a set in `words.toml`), `*` (up to three words between) and `#` (a number).

Whatever happens: each pack is read once, and nothing but these files decides what a word means.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from firstline.triage.text import plain

PACKS: Final = (
    "urgency", "modifiers", "category", "priority", "sentiment", "frustration", "alarm", "innocent", "over",
)  # fmt: skip
END: Final = "\x01"
"""Under this key a node holds the rules whose phrase ends there."""
GAP: Final = "\x02"
"""Under this key a node holds the node that follows up to three words of any kind."""
NUMBER: Final = "#"

Node = dict[str, Any]
"""A step in the tree of phrases: the next word leads to the next node."""

PIECE = re.compile(r"\{(\w+)\}|\(([^()]*)\)|(\S+)")
VOWELS = frozenset("aeiou")
SHORT_VERB = 4
"""Verbs up to this length double their last letter: stop, stopped."""
IRREGULAR = {
    "pay": ("paid",),
    "write": ("wrote", "written"),
    "freeze": ("froze", "frozen"),
    "hang": ("hung",),
}


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Phrases that speak for one value, and what may take them back."""

    pack: str
    source: str
    id: str
    value: Any
    label: str
    sub: str = ""
    rank: int = 0
    negatable: bool = False
    ends: bool = False
    closes: bool = False
    negated: str = ""
    capitals: bool = False

    @property
    def name(self) -> str:
        """The rule's name among all rules, as its odds are listed under it."""
        return f"{self.pack}.{self.id}"


@cache
def pack(name: str) -> Mapping[str, Any]:
    """Read one pack's file."""
    return tomllib.loads(resources.files(__package__).joinpath("packs", f"{name}.toml").read_text("utf-8"))


@cache
def source(name: str) -> str:
    """Name a pack with its version, as reasons cite it.

    >>> source("urgency")
    'urgency@1'
    """
    return f"{name}@{pack(name)['version']}"


@cache
def grammar(name: str) -> frozenset[str]:
    """Give one of the lists of small words."""
    return frozenset(pack("grammar")[name].split())


@cache
def rules(name: str) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
    """Give a pack's rules, each with its phrases, documented ones first."""
    keys = Rule.__slots__
    return tuple(
        (
            Rule(pack=name, source=source(name), **{key: raw[key] for key in keys if key in raw}),
            (*raw.get("documented", ()), *raw.get("more", ())),
        )
        for raw in pack(name)["rule"]
    )


@cache
def phrase_tree() -> Node:
    """Lay all packs' phrases into one tree, so that a text is walked once."""
    root: Node = {}
    for name in PACKS:
        for rule, phrases in rules(name):
            for phrase in phrases:
                for words in spellings(phrase):
                    _plant(root, words, rule)
    return root


def spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Write a phrase out in all its forms.

    >>> sorted(spellings("(my|our) card~"))
    [('my', 'card'), ('my', 'cards'), ('our', 'card'), ('our', 'cards')]
    """
    pieces = [_alternatives(*found.groups()) for found in PIECE.finditer(phrase)]
    for choice in itertools.product(*pieces):
        words = tuple(itertools.chain.from_iterable(choice))
        if words:
            yield words


def _alternatives(named: str | None, listed: str | None, word: str | None) -> list[tuple[str, ...]]:
    if named is not None:
        return list(_forms(pack("words")["sets"][named]))
    if listed is not None:
        return list(_forms(listed.split("|")))
    return list(_forms([word or ""]))


def _forms(members: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for member in members:
        yield from itertools.product(*(_inflections(word) for word in member.split()))


def _inflections(word: str) -> list[str]:
    if word.endswith("~"):
        stem = plain(word[:-1])
        return [stem, *_plurals(stem)]
    if word.endswith("+"):
        return _verb_forms(plain(word[:-1]))
    return [GAP if word == "*" else plain(word)]


def _plurals(noun: str) -> list[str]:
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return [f"{noun}es"]
    if noun.endswith("y") and noun[-2] not in VOWELS:
        return [f"{noun[:-1]}ies"]
    return [f"{noun}s"]


def _verb_forms(verb: str) -> list[str]:
    """Write a verb in every form.

    >>> _verb_forms("promise")
    ['promise', 'promises', 'promised', 'promising']
    """
    stem = verb
    if verb.endswith("e"):
        stem = verb[:-1]
    elif verb.endswith("y") and verb[-2] not in VOWELS:
        return [verb, *_plurals(verb), f"{verb[:-1]}ied", f"{verb}ing"]
    elif (
        len(verb) <= SHORT_VERB
        and verb[-1] not in "aeiouwxy"
        and verb[-2] in VOWELS
        and verb[-3] not in VOWELS
    ):
        stem = verb + verb[-1]
    return [verb, *_plurals(verb), f"{stem}ed", f"{stem}ing", *IRREGULAR.get(verb, ())]


def _plant(root: Node, words: tuple[str, ...], rule: Rule) -> None:
    node = root
    for word in words:
        node = node.setdefault(word, {})
    node[END] = (*node.get(END, ()), rule)
