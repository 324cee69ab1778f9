"""Articles of a knowledge base from files: Markdown with front matter, and JSON Lines.

Front matter is YAML between two lines of three dashes: `id`, `title`, `url`, `updated`, `language`, `tags`,
`audience`, `valid_from`, `valid_until`, `status`. What is missing is taken from the file: the id and the
title from its name, the day from its last change. A line of `articles.jsonl` has the same keys and `text`;
`article` may stand for `id`, and is the article's where a line has both.

What always holds: a file that cannot be read is named, with what is wrong and what would be right; of a
header only texts, lists and mappings are read, under limits of size and depth.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # it ships no types; of it comes what cannot be read

from firstline.core.errors import Refused
from firstline.core.text import is_takable
from firstline.gateways.labelled_file import read_yaml
from firstline.knowledge.article import (
    LONGEST_ID,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_TAGS,
    Article,
    Audience,
    Standing,
    id_of,
    is_id,
)

FRONT: Final = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
LONGEST_FRONT: Final = 20_000
LONGEST_URL: Final = 2_000
LONGEST_TAG: Final = 60
LINES: Final = "articles.jsonl"
MARKDOWN: Final = (".md", ".markdown")
SHOWN: Final = 60


class BadArticle(Refused):
    """An article cannot be read."""

    code = "bad_article"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says of an article without a header."""

    name: str
    """Of the file, and the line, as people are told of it."""
    stem: str
    changed: date


def articles_in(place: Path) -> Iterator[Article]:
    """Read the articles of a file, or of all files of a folder and those below it.

    Raises:
        BadArticle: when there is nothing to read, or one cannot be read.
    """
    if not place.exists():
        message = f"There is no {place}."
        raise BadArticle(message)
    files = sorted(_files(place))
    if not files:
        message = f"{place} holds no article: Markdown ends in .md, and lines stand in {LINES}."
        raise BadArticle(message)
    for file in files:
        name = str(file.relative_to(place)) if place.is_dir() else file.name
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
        text = _text_of(file, name)
        if file.suffix in MARKDOWN:
            yield article_of(text, Origin(name, file.stem, changed))
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _from_line(line, Origin(f"{name}, line {number}", "", changed))


def article_of(text: str, origin: Origin) -> Article:
    r"""Read Markdown with front matter, or without.

    Raises:
        BadArticle: when the header cannot be read, or says what cannot be.

    >>> page = "---\ntitle: Returns\nupdated: 2026-03-14\n---\nWithin 30 days."
    >>> made = article_of(page, Origin("returns.md", "returns", date(2026, 1, 1)))
    >>> made.id, made.title, made.text
    ('returns', 'Returns', 'Within 30 days.')
    """
    front = FRONT.match(text)
    if front is None:
        return _made({"text": text}, origin)
    return _made({**_header(front.group(1), origin), "text": text[front.end() :].strip()}, origin)


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    for file in place.rglob("*"):
        if file.is_file() and (file.suffix in MARKDOWN or file.name == LINES):
            yield file


def _text_of(file: Path, name: str) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{name} is not UTF-8: save it as such."
        raise BadArticle(message) from None


def _header(front: str, origin: Origin) -> Mapping[str, Any]:
    if len(front) > LONGEST_FRONT:
        message = f"{origin.name}: the front matter is longer than {LONGEST_FRONT:,} characters."
        raise BadArticle(message)
    try:
        told = read_yaml(front.encode())
    except (yaml.YAMLError, ValueError, RecursionError):
        message = (
            f"{origin.name}: the front matter is no YAML. A line is `title: Returns`; quote what has a colon."
        )
        raise BadArticle(message) from None
    if not isinstance(told or {}, dict):
        message = f"{origin.name}: the front matter has no keys. A line is `title: Returns`."
        raise BadArticle(message)
    return {str(key): value for key, value in (told or {}).items()}


def _from_line(line: str, origin: Origin) -> Article:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        message = f"{origin.name}: it is no JSON object."
        raise BadArticle(message)
    return _made(told, origin)


def _made(told: Mapping[str, Any], origin: Origin) -> Article:
    """Make an article of what is told of it, and refuse what cannot be."""
    words = _Words(told, origin)
    title = words.text("title", LONGEST_TITLE) or origin.stem.replace("-", " ").replace("_", " ").strip()
    name = words.text("article", LONGEST_ID) or words.text("id", LONGEST_ID) or id_of(origin.stem or title)
    if not is_id(name):
        words.refuse("id", "letters, digits, dots, dashes and underscores")
    if not title:
        words.refuse("title", "a title")
    return Article(
        id=name,
        title=title,
        text=words.text("text", LONGEST_TEXT),
        url=words.url(),
        updated=words.day("updated") or origin.changed,
        language=words.text("language", 8) or "en",
        tags=words.tags(),
        audience=words.choice("audience", Audience, Audience.PUBLIC),
        standing=words.choice("status", Standing, Standing.PUBLISHED),
        valid_from=words.day("valid_from"),
        valid_until=words.day("valid_until"),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What a header or a line says, one key after the other."""

    told: Mapping[str, Any]
    origin: Origin

    def refuse(self, key: str, wanted: str) -> None:
        """Say which key cannot be what it is."""
        shown = str(self.told.get(key, ""))[:SHOWN]
        message = f"{self.origin.name}: {key} is {shown!r}, and must be {wanted}."
        raise BadArticle(message)

    def text(self, key: str, most: int) -> str:
        """Give a text; empty: there is none."""
        value = self.told.get(key)
        text = "" if value is None else str(value).strip()
        if len(text) > most or not is_takable(text):
            self.refuse(key, f"a text of at most {most:,} characters")
        return text

    def url(self) -> str:
        """Give where it can be read."""
        url = self.text("url", LONGEST_URL)
        if url and not url.startswith(("https://", "http://")):
            self.refuse("url", "an address that begins with https://")
        return url

    def day(self, key: str) -> date | None:
        """Give a day."""
        value = self.told.get(key)
        if value is None or value == "":
            return None
        try:
            return datetime.fromisoformat(str(value)).date()
        except ValueError:
            self.refuse(key, "a day such as 2026-03-14")
            return None

    def tags(self) -> tuple[str, ...]:
        """Give the tags, as a list or apart by commas."""
        value = self.told.get("tags") or ()
        some = value.split(",") if isinstance(value, str) else value
        if not isinstance(some, (list, tuple)) or len(some) > MOST_TAGS:
            self.refuse("tags", f"a list of at most {MOST_TAGS}")
        tags = tuple(dict.fromkeys(str(one).strip() for one in some if str(one).strip()))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            self.refuse("tags", f"a list of texts of at most {LONGEST_TAG} characters")
        return tags

    def choice(self, key: str, among: type[Any], usual: Any) -> Any:  # noqa: ANN401 - one of an enumeration
        """Give one of a few words."""
        word = self.text(key, SHOWN).casefold()
        if not word:
            return usual
        try:
            return among(word)
        except ValueError:
            self.refuse(key, " or ".join(str(one.value) for one in among))
