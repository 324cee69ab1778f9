"""Articles of a knowledge base from files: Markdown with front matter, HTML, CSV and JSON Lines.

Front matter is YAML between two lines of three dashes: `id`, `title`, `url`, `updated`, `language`, `tags`,
`audience`, `valid_from`, `valid_until`, `status`. What is missing is taken from the file: the id and the
title from its name, the day from its last change. A page of HTML tells the same by its `title`, its language
and its `meta` elements. A line of a `.jsonl` file, and a row of a `.csv` file by its columns, have the same
keys and `text` (or `html`); `article` may stand for `id`, and is the article's where a line has both.

What always holds: a file that cannot be read is named, with what is wrong and what would be right; of a
header only texts, lists and mappings are read, under limits of size and depth.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # it ships no types; of it comes what cannot be read

from firstline.core.errors import Refused
from firstline.core.text import is_takable
from firstline.gateways.article_html import read_html
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
LANGUAGE: Final = re.compile("[a-z]{2,3}")
LONGEST_URL: Final = 2_000
LONGEST_TAG: Final = 60
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm")
LINES: Final = (".jsonl", ".ndjson", ".csv")
OURS: Final = "articles"
"""In a folder only such lines are articles as are called so."""
SAMPLES: Final = "firstline.gateways.sample_articles"
LARGEST_FILE: Final = 64_000_000
"""Bytes."""
SHOWN: Final = 60
KEYS: Final = ("id", "url", "updated", "language", "tags", "audience", "valid_from", "valid_until", "status")
"""What a page's `meta` elements may tell."""


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
        message = f"{place} holds no article: their names end in .md or .html, or are articles.jsonl or .csv."
        raise BadArticle(message)
    for file in files:
        name = str(file.relative_to(place)) if place.is_dir() else file.name
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
        yield from articles_of(_text_of(file, name), Origin(name, file.stem, changed), file.suffix.casefold())


def articles_of(text: str, origin: Origin, kind: str) -> Iterator[Article]:
    """Read the articles that a file holds, by how its name ends.

    Raises:
        BadArticle: when one cannot be read.
    """
    if kind in HTML:
        yield _from_html(text, origin)
    elif kind == ".csv":
        yield from _from_csv(text, origin)
    elif kind in LINES:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _from_line(line, Origin(f"{origin.name}, line {number}", "", origin.changed))
    else:
        yield article_of(text, origin)


def article_of(text: str, origin: Origin, *, title: str = "", name: str = "") -> Article:
    r"""Read Markdown with front matter, or without.

    Raises:
        BadArticle: when the header cannot be read, or says what cannot be.

    >>> page = "---\ntitle: Returns\nupdated: 2026-03-14\n---\nWithin 30 days."
    >>> made = article_of(page, Origin("returns.md", "returns", date(2026, 1, 1)))
    >>> made.id, made.title, made.text
    ('returns', 'Returns', 'Within 30 days.')
    """
    text = text.replace("\r\n", "\n")
    front = FRONT.match(text)
    told = {key: value for key, value in (("title", title), ("id", name)) if value}
    if front is None:
        return _made({**told, "text": text}, origin)
    header = _header(front.group(1), origin)
    return _made({**header, **told, "text": text[front.end() :].strip()}, origin)


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    for file in place.rglob("*"):
        kind = file.suffix.casefold()
        if file.is_file() and (kind in (*MARKDOWN, *HTML) or (kind in LINES and file.stem == OURS)):
            yield file


def _text_of(file: Path, name: str) -> str:
    if file.stat().st_size > LARGEST_FILE:
        message = f"{name} is larger than {LARGEST_FILE // 1_000_000} MB: cut it into several files."
        raise BadArticle(message)
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


def _from_html(html: str, origin: Origin) -> Article:
    page = read_html(html)
    told = {key: page.told.get(key, "") for key in KEYS}
    named = {"title": page.title, "language": page.language, "text": page.markdown}
    return _made({**named, **{key: value for key, value in told.items() if value}}, origin)


def _from_csv(text: str, origin: Origin) -> Iterator[Article]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    before = csv.field_size_limit(2 * LONGEST_TEXT)
    try:
        for number, row in enumerate(rows, 2):
            keyed = {str(key or "").strip().casefold(): value for key, value in row.items()}
            yield _made(_read(keyed), Origin(f"{origin.name}, row {number}", "", origin.changed))
    except csv.Error as error:
        message = f"{origin.name} is no CSV: {error}."
        raise BadArticle(message) from None
    finally:
        csv.field_size_limit(before)


def _read(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let HTML stand for the text where there is no text."""
    if told.get("html") and not told.get("text"):
        return {**told, "text": read_html(str(told["html"])).markdown}
    return told


def _from_line(line: str, origin: Origin) -> Article:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        message = f"{origin.name}: it is no JSON object."
        raise BadArticle(message)
    return _made(_read(told), origin)


def _made(told: Mapping[str, Any], origin: Origin) -> Article:
    """Make an article of what is told of it, and refuse what cannot be."""
    words = _Words(told, origin)
    title = words.text("title", LONGEST_TITLE) or origin.stem.replace("-", " ").replace("_", " ").strip()
    name = words.text("article", LONGEST_ID) or words.text("id", LONGEST_ID) or id_of(origin.stem or title)
    if not is_id(name):
        words.refuse("id", "letters, digits, dots, dashes and underscores")
    if not title or not is_takable(title):
        words.refuse("title", "a title")
    return Article(
        id=name,
        title=title,
        text=words.text("text", LONGEST_TEXT),
        url=words.url(),
        updated=words.day("updated") or origin.changed,
        language=words.language(),
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
        if isinstance(value, list | dict):
            self.refuse(key, "a text")
        text = "" if value is None else str(value).strip()
        if len(text) > most or not is_takable(text):
            self.refuse(key, f"a text of at most {most:,} characters")
        return text

    def language(self) -> str:
        """Give the language, without the country."""
        language = self.text("language", SHOWN).replace("_", "-").partition("-")[0].casefold() or "en"
        if LANGUAGE.fullmatch(language) is None:
            self.refuse("language", "a code of two or three letters such as en")
        return language

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
        if any(len(tag) > LONGEST_TAG or not is_takable(tag) for tag in tags):
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


def sample_articles() -> Iterator[Article]:
    """Give the articles that come with the desk."""
    with as_file(files(SAMPLES)) as place:
        yield from articles_in(place)
