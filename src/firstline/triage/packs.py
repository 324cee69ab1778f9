"""The rule packs: phrases in files that a person can read, edit and version.

A pack is a TOML file with a `name`, a `version` and rules; a rule has an id, the value it speaks for and
its phrases, those that are `documented` to callers apart from ours. A phrase is written as words, with
`word~` (also in the plural), `word+` (every form of a verb), `(a|b c)` (one of these), `{set}` (any member
of a set in `words.toml`), `*` (up to three words between) and `#` (a number). These stand apart, with spaces
between them, and there are no groups in groups.

Whatever happens: each pack is read once, nothing but these files decides what a word means, and a phrase that
no text could ever hold is refused with its file and line.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, NoReturn

from firstline.core.errors import Unavailable
from firstline.triage.text import is_word, plain

PACKS: Final = (
    "urgency", "modifiers", "category", "priority", "sentiment", "frustration", "alarm", "innocent", "over",
)  # fmt: skip
END: Final = "\x01"
"""Under this key a node holds the rules whose phrase ends there."""
GAP: Final = "\x02"
"""Under this key a node holds the node that follows up to three words of any kind."""
NUMBER: Final = "#"
SIGNS: Final = frozenset({GAP, NUMBER})
"""They stand for words."""

Node = dict[str, Any]
"""A step in the tree of phrases: the next word leads to the next node."""

PIECE = re.compile(r"(?:\{(\w+)\}|\(([^()]*)\)|([^\s(){}|]+))(?:\s+|\Z)")
VOWELS = frozenset("aeiou")
SHORT_VERB = 4
"""Verbs up to this length double their last letter: stop, stopped."""
IRREGULAR = {
    "pay": ("paid",),
    "write": ("wrote", "written"),
    "freeze": ("froze", "frozen"),
    "hang": ("hung",),
}


class PackUnreadable(Unavailable):
    """A pack holds what cannot be read, or a phrase that no text could ever hold."""

    code = "pack_unreadable"


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
    """Read one pack's file.

    Raises:
        PackUnreadable: when it is not TOML.
    """
    try:
        return tomllib.loads(_file(name))
    except tomllib.TOMLDecodeError as error:
        message = f"packs/{name}.toml cannot be read: {error}."
        raise PackUnreadable(message) from error


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
        for rule, words in spelt(name):
            plant(root, words, rule)
    return root


def plant(root: Node, words: tuple[str, ...], rule: Rule) -> None:
    """Lay one spelling of a rule into a tree."""
    node = root
    for word in words:
        node = node.setdefault(word, {})
    node[END] = (*node.get(END, ()), rule)


def spelt(name: str, *, gaps: bool = True) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Give a pack's rules with every spelling of their phrases.

    Raises:
        PackUnreadable: at a phrase that no text could ever hold, or one with a `*` where there are no `gaps`.
    """
    for rule, phrases in rules(name):
        for phrase in phrases:
            try:
                found = [*spellings(phrase)]
                if not gaps and any(GAP in words for words in found):
                    _refuse(phrase, "`*` means nothing in this pack")
            except PackUnreadable as error:
                message = f"packs/{name}.toml, line {_line(name, phrase)}: {error.sentence}"
                raise PackUnreadable(message) from None
            yield from ((rule, words) for words in found)


def spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Write a phrase out in all its forms.

    Raises:
        PackUnreadable: when no text could ever hold it.

    >>> sorted(spellings("(my|our) card~"))
    [('my', 'card'), ('my', 'cards'), ('our', 'card'), ('our', 'cards')]
    """
    for choice in itertools.product(*_pieces(phrase)):
        words = tuple(itertools.chain.from_iterable(choice))
        if GAP in words and _leads_nowhere(words):
            _refuse(phrase, "`*` stands between two words")
        if words:
            yield words


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("packs", f"{name}.toml").read_text("utf-8")


def _line(name: str, phrase: str) -> int:
    """Find the line that a phrase of ours stands in; 0: it is written in another way there."""
    lines = _file(name).splitlines()
    return next((number for number, line in enumerate(lines, 1) if f'"{phrase}"' in line), 0)


def _refuse(phrase: str, why: str) -> NoReturn:
    message = f"“{phrase}” is no phrase that a text could hold: {why}."
    raise PackUnreadable(message)


def _leads_nowhere(words: tuple[str, ...]) -> bool:
    """Whether a gap is at an end, or before another one or a number: it leaps from a word to a word."""
    return any(
        word == GAP and (not 0 < place < len(words) - 1 or words[place + 1] in {GAP, NUMBER})
        for place, word in enumerate(words)
    )


def _pieces(phrase: str) -> Iterator[list[tuple[str, ...]]]:
    """Take a phrase apart, and give what each piece stands for."""
    place = 0
    while place < len(phrase):
        found = PIECE.match(phrase, place)
        if found is None:
            _refuse(phrase, f"words and groups stand apart, with spaces, unlike “{phrase[place:]}”")
        place = found.end()
        pieces = _alternatives(phrase, *found.groups())
        strange = {word for words in pieces for word in words if word not in SIGNS and not is_word(word)}
        if strange:
            _refuse(phrase, f"“{min(strange)}” is no word")
        yield pieces


def _alternatives(
    phrase: str, named: str | None, listed: str | None, word: str | None
) -> list[tuple[str, ...]]:
    if named is not None:
        if named not in pack("words")["sets"]:
            _refuse(phrase, f"words.toml has no set “{named}”")
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
    if noun.endswith("y") and noun[-2:-1] not in VOWELS:
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
    elif verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return [verb, *_plurals(verb), f"{verb[:-1]}ied", f"{verb}ing"]
    elif (
        len(verb) <= SHORT_VERB
        and verb[-1] not in "aeiouwxy"
        and verb[-2:-1] in VOWELS
        and verb[-3:-2] not in VOWELS
    ):
        stem = verb + verb[-1]
    return [verb, *_plurals(verb), f"{stem}ed", f"{stem}ing", *IRREGULAR.get(verb, ())]
