"""Write the reply that an agent starts from.

A draft is put together from `templates.toml`: an opener for the customer's mood and the ticket's level,
a sentence for the category, one for the subcategory where the desk is sure enough of it, a question that
helps to go on, and thanks. A category that the desk has renamed, merged or split off speaks the words of the
one of the packs that it stands for. The customer's name is data: it is cleaned, shortened, and never read
as a pattern or as markup.

Whatever happens: a draft promises nothing (no refund, no time, no outcome), so it passes the policy check,
and it claims no fact about the customer beyond what the verdict says of the ticket.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from firstline.core.text import JOINERS, is_seen
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Certainty, Level, Sentiment, Verdict

LONGEST_NAME = 80
"""Characters; the longest name that reads well after "Dear"."""

_NOBODY = re.compile(
    r"(?:n/?a|none|null|nil|unknown|anonymous|guest|user|test|customer)(?:[ #_-]*\d+)?|\S+@\S+|\S*://\S*"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """The passage of the knowledge base that a draft leans on."""

    doc_id: str
    chunk_id: str
    title: str
    score: float
    """How well it fits, in [0, 1]."""
    url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply, in the parts that an agent may change one by one."""

    greeting: str
    body: str
    closing: str
    tone: str
    citations: tuple[Citation, ...] = ()


def draft_reply(customer_name: str, verdict: Verdict, taxonomy: Taxonomy) -> Draft:
    """Write a draft for a ticket; the desk's taxonomy tells what its categories were called in the packs."""
    words = _templates()
    return Draft(
        greeting=_greeting(customer_name, words),
        body=_body(verdict, words, words.category[taxonomy.stock(verdict.category.value)]),
        closing=f"{words.closing}\n{words.team}",
        tone=words.tone,
    )


@dataclass(frozen=True, slots=True)
class _Category:
    """What is said in one category."""

    calm: str
    upset: str
    ask: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Templates:
    """The page `templates.toml`."""

    version: int
    tone: str
    team: str
    greeting: str
    anybody: str
    closing: str
    openers: Mapping[str, str]
    thanks: Mapping[str, str]
    foreign: Mapping[str, str]
    category: Mapping[str, _Category]


@cache
def _templates() -> _Templates:
    page = tomllib.loads(files(__package__).joinpath("templates.toml").read_text("utf-8"))
    categories = {name: _Category(**words) for name, words in page.pop("category").items()}
    return _Templates(category=categories, **page)


def _greeting(name: str, words: _Templates) -> str:
    clean = _clean(name)
    is_name = any(map(str.isalpha, clean)) and not _NOBODY.fullmatch(clean.casefold())
    return f"{words.greeting} {clean}," if is_name else words.anybody


def _clean(name: str) -> str:
    """Keep what can be seen of a name, on one line."""
    seen = (char if is_seen(char) else " " for char in name[: LONGEST_NAME * 4])
    return " ".join("".join(seen).split())[:LONGEST_NAME].rstrip(f" ,{JOINERS}")


def _body(verdict: Verdict, words: _Templates, category: _Category) -> str:
    upset = _is_upset(verdict)
    matter = [category.upset if upset else category.calm, _about(verdict, category)]
    paragraphs = [
        words.openers[_mood(verdict, upset=upset)],
        " ".join(filter(None, matter)),
        category.ask,
        words.foreign["remark"] if verdict.language.value not in {"en", "und", ""} else "",
        words.thanks["upset" if upset else "calm"],
    ]
    return "\n\n".join(filter(None, paragraphs))


def _is_upset(verdict: Verdict) -> bool:
    return verdict.frustrated.value or verdict.sentiment.value is Sentiment.NEGATIVE


def _mood(verdict: Verdict, *, upset: bool) -> str:
    if verdict.level.value is Level.P1:
        return "upset_and_serious" if upset else "serious"
    if upset:
        return "upset"
    return "pleased" if verdict.sentiment.value is Sentiment.POSITIVE else "calm"


def _about(verdict: Verdict, category: _Category) -> str:
    """Say what the matter is about, unless a person should look first."""
    if verdict.subcategory.certainty is Certainty.PERSON:
        return ""
    return category.about.get(re.sub(r"\W+", "_", verdict.subcategory.value.casefold()), "")
