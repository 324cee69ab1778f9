"""Labelled messages and taxonomies from files, for `firstline evaluate` and `firstline learn`.

    {"id": "7", "subject": "", "text": "Where is my parcel?", "lang": "en", "tier": "vip", "channel": "email",
     "labels": {"category": "delivery", "urgency": 2.5, "sentiment": "neutral"}, "in_scope": true}

A line needs `text`; without an `id` it gets its number. A taxonomy is YAML (or JSON): `categories`, each with
`name`, and `description`, `phrases`, `team`, `title` and `subcategories` as it likes; phrases are a list, or
lists by language. Names are read as they are written, so that `no` and `404` are names, too.

What always holds: what cannot be read is told with the line or the place where it stands, and nothing of a
file is run or trusted: YAML's tags make nothing, and neither its aliases nor its depth take long.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

import msgspec
import yaml  # type: ignore[import-untyped] # it ships no types; what we use of it is three names

from firstline.core.text import is_takable
from firstline.gateways.import_row import FileUnreadable
from firstline.gateways.lines import Lines, Source, is_long
from firstline.tickets.message import Message, Tier
from firstline.tickets.verdict import MARKS, TicketScope

LARGEST_TAXONOMY: Final = 2**22
"""Bytes of a taxonomy's file."""
Label = str | float | bool | None
LONGEST_LINE: Final = 100
"""Characters, where a text can be broken."""
DEEPEST: Final = 20
"""Levels of a taxonomy's file, lists in lists; YAML's own reader crashes of too many."""
MOST_VALUES: Final = 250_000
"""Of a taxonomy's file: 200 categories of 500 phrases, and more than twice that."""
UNSAID: Final = frozenset({"", "~", "null"})
"""How YAML writes that there is nothing."""
LONGEST_LANGUAGE: Final = 3
SCOPE: Final = "scope"
YES_OR_NO: Final[Mapping[Any, bool]] = {True: True, False: False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    id: str | int = ""
    subject: str | None = ""
    lang: str | None = None
    tier: str | None = None
    channel: str | None = None
    labels: dict[str, Label] | None = None
    in_scope: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledMessage:
    """A message from a file, and what somebody said of it."""

    id: str
    message: Message
    labels: Mapping[str, Any] = field(default_factory=dict)
    """By field."""
    in_scope: bool | None = None
    """None: nobody has said."""

    @property
    def is_stray(self) -> bool:
        """Whether somebody said that it is none of the desk's matters, or which mark it has."""
        return self.in_scope is False or self.labels.get(SCOPE) in MARKS

    @property
    def lessons(self) -> Mapping[str, Any]:
        """Give what can be learnt of each field; a known scope says whether it belongs here, and no more."""
        is_told = self.labels.get(SCOPE) in frozenset(TicketScope)
        return {about: value for about, value in self.labels.items() if about != SCOPE or not is_told}


@dataclass(frozen=True, slots=True)
class FileCategory:
    """A category as a file tells it."""

    name: str
    description: str | None = ""
    phrases: list[str] | dict[str, list[str]] | None = None
    team: str | None = None
    title: str | None = None
    subcategories: list[str] | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class FileTaxonomy:
    """A taxonomy as a file tells it."""

    categories: list[FileCategory]
    moves: dict[str, str] | None = None
    """Where labels have gone."""


_decode = msgspec.json.Decoder(_Line).decode


def read_labelled(source: Source, *, name: str) -> Iterator[LabelledMessage]:
    """Read messages line by line; empty lines are passed over.

    Raises:
        FileUnreadable: at the first line that is not one; the sentence names it.
    """
    lines, number = Lines(source), 0
    while line := lines.next():
        number += 1
        if is_long(line):
            message = f"{name}, line {number}: it is too long to be one message."
            raise FileUnreadable(message)
        if line.strip():
            yield _message(line, number, name)


def read_categories(source: Source, *, name: str) -> Sequence[FileCategory]:
    """Read a taxonomy's categories alone, as `read_taxonomy` does."""
    return read_taxonomy(source, name=name).categories


def read_taxonomy(source: Source, *, name: str) -> FileTaxonomy:
    """Read a taxonomy.

    Raises:
        FileUnreadable: when it is none; the sentence says where.
    """
    given = source.read(LARGEST_TAXONOMY + 1)
    if len(given) > LARGEST_TAXONOMY:
        message = f"{name} has more than {LARGEST_TAXONOMY:,} bytes: no taxonomy is that long."
        raise FileUnreadable(message)
    try:
        return msgspec.convert(read_yaml(given), FileTaxonomy, strict=False)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())[:200]
        message = f"{name} is no taxonomy: {told}."
        raise FileUnreadable(message) from error


def read_yaml(given: bytes) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Read YAML as texts, lists and mappings of them, without what is said to be nothing.

    Raises:
        YAMLError: when it is none, too deep or too much.
    """
    _check_size(given)
    return _said(yaml.load(given, Loader=yaml.CBaseLoader))  # noqa: S506 - it makes texts only, whatever tags say


def as_yaml(value: Any) -> str:  # noqa: ANN401 - anything that JSON can say
    """Write texts, lists and mappings of them as YAML, in their order."""
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=LONGEST_LINE)
    return text


def _check_size(given: bytes) -> None:
    """Count levels and values before anything is made of them; an alias counts for all that it stands for."""
    sizes: dict[str | None, int] = {}
    inside: list[tuple[str | None, int]] = []
    size = 0
    for event in yaml.parse(given, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append((event.anchor, size))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = inside.pop()
            sizes[anchor] = size - before
        elif isinstance(event, yaml.AliasEvent):
            size += sizes.get(event.anchor, 0)
        size += 1
        if len(inside) > DEEPEST or size > MOST_VALUES:
            message = f"line {event.start_mark.line + 1} goes too deep, or is too much for a taxonomy"
            raise yaml.YAMLError(message)


def _said(value: Any) -> Any:  # noqa: ANN401 - as above
    """Leave out of mappings what is said to be nothing."""
    if isinstance(value, dict):
        return {name: _said(told) for name, told in value.items() if name == "name" or not _is_unsaid(told)}
    return [_said(told) for told in value] if isinstance(value, list) else value


def _is_unsaid(value: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(value, str) and value in UNSAID


def _message(line: str, number: int, name: str) -> LabelledMessage:
    try:
        found = _decode(line)
        _check_text(found)
        labels = {about: _label(about, value) for about, value in (found.labels or {}).items()}
    except UnicodeEncodeError as error:
        told = f"{name}, line {number}: it is not UTF-8 text."
        raise FileUnreadable(told) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        told = f"{name}, line {number}: {str(error).rstrip('.')}."
        raise FileUnreadable(told) from error
    return LabelledMessage(
        id=str(found.id) if found.id != "" else str(number),
        message=Message(found.text, found.subject or "", found.tier or Tier.STANDARD, _language(found.lang)),
        labels={about: value for about, value in labels.items() if value is not None},
        in_scope=found.in_scope,
    )


def _check_text(found: _Line) -> None:
    if not is_takable(found.text) or not is_takable(found.subject or ""):
        message = "the text holds characters that no message can have"
        raise ValueError(message)


def _label(about: str, value: Label) -> Label:
    """Give a label as its field has them; other fields' are names, which are compared as text."""
    if about == "urgency" and value is not None:
        return _points(value)
    if about == "frustrated" and value is not None:
        if value not in YES_OR_NO:
            message = f"frustrated is true or false, not {value!r}"
            raise ValueError(message)
        return YES_OR_NO[value]
    return value


def _points(value: Label) -> float:
    try:
        points = float(value or 0)
    except ValueError:
        points = float("nan")
    if isinstance(value, bool) or not isfinite(2 * points):
        message = f"the urgency is a number such as 3.5, not {value!r}"
        raise ValueError(message)
    return points


def _language(told: str | None) -> str:
    """Take a language as its two or three letters: `de-AT` is `de`."""
    code = (told or "").replace("_", "-").partition("-")[0].lower()
    known = code.isascii() and code.isalpha() and len(code) <= LONGEST_LANGUAGE
    return code if known and code != "und" else ""
