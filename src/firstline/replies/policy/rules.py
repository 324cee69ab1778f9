"""The rules of the policy check: pages of data that become matchers.

A page is for one flag: what a finding does (`warn`, `second_person`, `block`), the reason and a suggested
wording in each language, lists of words (`classes`), and rules. A rule has patterns for one language, the
contexts in which they do not count (`unless_before`, `unless_inside`, `unless_after`, `unless_sentence`,
each of which a page may also name for all of its rules; a rule that is `alone` leaves those out), and
examples, `flagged` and `fine`, which are run as tests. What is `settled` in a reply silences a flag, unless
the same sentence says what is `unsettled`. Words that many pages need stand in pages of their own, one for
each language.

What always holds: rules are values made from plain data, a page that cannot be used is refused with a
sentence that says why, and the version of a set of rules changes when anything in it does.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from firstline.replies.policy.lexicon import Lexicon
from firstline.replies.policy.matcher import Matcher, Matchers
from firstline.replies.policy.pattern import Book, Part, RuleError, atoms
from firstline.replies.policy.words import fold

LANGUAGES: Final = ("en", "de", "fr", "es", "pt")
SCOPES: Final = ("before", "inside", "after", "sentence")
MOST_PATTERNS: Final = 400
"""In one rule."""

Action = Literal["warn", "second_person", "block"]
Reads = Literal["draft", "ticket", "both"]
ACTIONS: Final[Mapping[str, Action]] = {"warn": "warn", "second_person": "second_person", "block": "block"}
READS: Final[Mapping[str, Reads]] = {"draft": "draft", "ticket": "ticket", "both": "both"}


class Flag(StrEnum):
    """What can be wrong with a reply."""

    REFUND_PROMISE = "refund_promise"
    SLA_MENTIONED = "sla_mentioned"
    ESCALATION_NEEDED = "escalation_needed"
    LEGAL_ADMISSION = "legal_admission"
    DATA_DISCLOSURE = "data_disclosure"
    INSULT_OR_BLAME = "insult_or_blame"
    UNSUPPORTED_CLAIM = "unsupported_claim"
    FOREIGN_LINK = "foreign_link"
    GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for in one language, compiled."""

    id: str
    flag: Flag
    language: str
    action: Action
    reads: Reads
    reason: str
    wording: str
    asked: bool
    """Whether it counts in a question, too."""
    patterns: tuple[Matcher, ...]
    unless: Mapping[str, tuple[Matcher, ...]]
    """By scope."""
    flagged: tuple[str, ...]
    fine: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What is found otherwise than by words that stand in a list."""

    id: str
    flag: Flag
    action: Action
    reason: str


SECRET: Final = Form("secret", Flag.DATA_DISCLOSURE, "block", "Contains a card number or a key")
LINK: Final = Form(
    "link", Flag.FOREIGN_LINK, "second_person", "Links to a place that is not allowed, or loads an image"
)
PASSAGES: Final = Form("passages", Flag.UNSUPPORTED_CLAIM, "warn", "Says what the passages do not say")
BEYOND: Final = Form(
    "sla.beyond", Flag.SLA_MENTIONED, "second_person", "Promises a time beyond the one granted"
)
VOICE: Final = (
    Form("voice.refund", Flag.REFUND_PROMISE, "warn", "Sounds like a promise of money"),
    Form("voice.time", Flag.SLA_MENTIONED, "warn", "Sounds like a promised time"),
    Form("voice.admission", Flag.LEGAL_ADMISSION, "warn", "Sounds like an admission"),
    Form("voice.disclosure", Flag.DATA_DISCLOSURE, "warn", "Sounds like a disclosure"),
    Form("voice.insult", Flag.INSULT_OR_BLAME, "warn", "Sounds like an insult or blame"),
    Form("voice.matter", Flag.ESCALATION_NEEDED, "warn", "Sounds like a matter that somebody must take over"),
)
"""What is heard by `voice.py`; a form's id ends with the kind."""
FORMS: Final = (SECRET, LINK, PASSAGES, BEYOND, *VOICE)


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of rules, ready to be used."""

    version: str
    rules: tuple[Rule, ...]
    lexicon: Lexicon
    marks: Mapping[str, Sequence[str]]
    """For each small word by which a language is known, the languages that have it."""
    hours: Mapping[str, float]
    """For each word for a span of time, its hours."""
    numbers: Mapping[str, float]
    """For each word for a number, the number."""
    settled: Mapping[Flag, tuple[Matcher, ...]]
    """What lets the rules of a flag be silent when it stands in the reply."""
    unsettled: Mapping[Flag, tuple[Matcher, ...]]
    """What takes that back when it stands in the same sentence."""
    forms: Mapping[str, Form]
    """What else is looked for, by id."""
    wordings: Mapping[tuple[Flag, str], str]
    """For each flag and language a wording that could stand instead."""
    links: tuple[str, ...] | None
    """Hosts, and beginnings of addresses, to which a reply may link; None: its links are not judged."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A rule whose patterns are read, and not yet compiled."""

    page: Mapping[str, Any]
    table: Mapping[str, Any]
    patterns: tuple[tuple[Part, ...], ...]
    unless: Mapping[str, tuple[tuple[Part, ...], ...]]


@cache
def stock_rules() -> Rules:
    """Give the rules that ship."""
    return compile_pages(stock_pages())


@cache
def stock_pages() -> tuple[Mapping[str, Any], ...]:
    """Give the pages that ship, as plain data."""
    folder = files(__package__).joinpath("pages")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in names)


def compile_pages(
    pages: Sequence[Mapping[str, Any]],
    *,
    forms: Sequence[Form] = FORMS,
    links: Sequence[str] | None = None,
) -> Rules:
    """Make a set of rules from pages of plain data.

    Args:
        pages: lists of words and rules.
        forms: what else is looked for.
        links: where a reply may link to; None: its links are not judged.
    """
    words = {page["language"]: page for page in pages if "flag" not in page}
    drafts = [draft for page in pages if "flag" in page for draft in _drafts(page, words)]
    settling = [
        {_flag(page): tuple(_settling(page, words, name)) for page in pages if name in page}
        for name in ("settled", "unsettled")
    ]
    lexicon = Lexicon(_all_atoms(drafts, settling))
    settled, unsettled = (
        {flag: tuple(Matcher(parts, lexicon) for parts in found) for flag, found in one.items()}
        for one in settling
    )
    matchers = Matchers(lexicon)
    rules = tuple(_compiled(draft, matchers) for draft in drafts)
    marks = _marks(words)
    hours, numbers = (_amounts(words.values(), name) for name in ("hours", "numbers"))
    return Rules(
        _version([*pages, [asdict(form) for form in forms], links]),
        rules,
        lexicon,
        marks,
        hours,
        numbers,
        settled,
        unsettled,
        {form.id: form for form in forms},
        {(rule.flag, rule.language): rule.wording for rule in reversed(rules)},
        None if links is None else tuple(links),
    )


def _marks(words: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Sequence[str]]:
    """Gather the small words of all languages."""
    marks: dict[str, list[str]] = {}
    for name, page in words.items():
        for word in {fold(one) for one in str(page["marks"]).split()}:
            marks.setdefault(word, []).append(name)
    return marks


def _amounts(words: Iterable[Mapping[str, Any]], name: str) -> Mapping[str, float]:
    """Gather what the words of all languages amount to."""
    return {fold(word): amount for page in words for word, amount in page.get(name, {}).items()}


def _all_atoms(
    drafts: Iterable[_Draft], settling: Iterable[Mapping[Flag, Iterable[Sequence[Part]]]]
) -> Iterator[str]:
    for found in (found for one in settling for found in one.values()):
        for parts in found:
            yield from atoms(parts)
    for draft in drafts:
        for parts in (*draft.patterns, *(one for scope in draft.unless.values() for one in scope)):
            yield from atoms(parts)


def _version(everything: object) -> str:
    whole = json.dumps(everything, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(whole).hexdigest()[:12]


def _flag(page: Mapping[str, Any]) -> Flag:
    try:
        return Flag(page["flag"])
    except ValueError as error:
        message = f"There is no flag “{page['flag']}”; there are {', '.join(Flag)}."
        raise RuleError(message) from error


def _drafts(page: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> Iterator[_Draft]:
    books = {language: _book(page, words, language) for language in words}
    for table in page.get("rules", ()):
        language = _language(table, page)
        book = books[language]
        unless = {
            scope: tuple(book.parse(one) for one in _unless(page, table, language, scope)) for scope in SCOPES
        }
        patterns = table.get("patterns", ())
        if not 0 < len(patterns) <= MOST_PATTERNS:
            name = table.get("id")
            message = f"The rule “{name}” has {len(patterns)} patterns; 1 to {MOST_PATTERNS} are allowed."
            raise RuleError(message)
        yield _Draft(page, table, tuple(map(book.parse, patterns)), unless)


def _language(table: Mapping[str, Any], page: Mapping[str, Any]) -> str:
    language = table.get("language")
    if language not in LANGUAGES or "id" not in table:
        message = f"A rule for “{page['flag']}” needs an id and one of the languages {', '.join(LANGUAGES)}."
        raise RuleError(message)
    return str(language)


def _unless(page: Mapping[str, Any], table: Mapping[str, Any], language: str, scope: str) -> list[str]:
    own = list(table.get(f"unless_{scope}", ()))
    shared = page.get("unless", {}).get(language, {}).get(scope, ())
    return own if table.get("alone") else [*own, *shared]


def _book(page: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]], language: str) -> Book:
    listed = {**words[language]["classes"], **page.get("classes", {}).get(language, {})}
    phrases = {**words[language].get("phrases", {}), **page.get("phrases", {}).get(language, {})}
    return Book({name: str(members).split() for name, members in listed.items()}, phrases)


def _settling(
    page: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]], name: str
) -> Iterator[tuple[Part, ...]]:
    for language, patterns in page[name].items():
        book = _book(page, words, language)
        yield from map(book.parse, patterns)


def _compiled(draft: _Draft, matchers: Matchers) -> Rule:
    page, table = draft.page, draft.table
    language, action = table["language"], table.get("action", page.get("action"))
    if action not in ACTIONS:
        message = f"The rule “{table['id']}” must do one of {', '.join(ACTIONS)}."
        raise RuleError(message)
    return Rule(
        id=table["id"],
        flag=_flag(page),
        language=language,
        action=ACTIONS[action],
        reads=READS[table.get("reads", page.get("reads", "draft"))],
        reason=table.get("reason", page.get("reason", "")),
        wording=table.get("wording", page.get("wording", {}).get(language, "")),
        asked=table.get("asked", page.get("asked", False)),
        patterns=tuple(map(matchers.of, draft.patterns)),
        unless={scope: tuple(map(matchers.of, found)) for scope, found in draft.unless.items()},
        flagged=tuple(table.get("flagged", ())),
        fine=tuple(table.get("fine", ())),
    )
