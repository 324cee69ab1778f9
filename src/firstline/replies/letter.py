"""The pages `templates/*.toml`, and the parts of a letter that are made of them.

A letter is in the customer's language where there is a page for it, and else in English with a remark that
says so. The customer's name is data: it is cleaned, shortened, and never read as a pattern or as markup.

Whatever happens: what a page says promises nothing (no refund, no time, no outcome) and claims no fact about
the customer beyond what the verdict says of the ticket.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from firstline.core.text import JOINERS, is_seen
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Certainty, Level, Sentiment, Verdict

ENGLISH: Final = "en"
WRITTEN: Final = (ENGLISH, "de", "fr", "es", "pt")
"""The languages that we write in."""
LONGEST_NAME: Final = 80
"""Characters; the longest name that reads well in a greeting."""
_NOBODY: Final = re.compile(
    r"(?:n/?a|none|null|nil|unknown|anonymous|guest|user|test|customer)(?:[ #_-]*\d+)?|\S+@\S+|\S*://\S*"
)


@dataclass(frozen=True, slots=True)
class Category:
    """What is said in one category."""

    calm: str
    upset: str
    ask: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """The page of a language."""

    version: int
    tone: str
    team: str
    greeting: str
    anybody: str
    closing: str
    answer: Mapping[str, str]
    holding: Mapping[str, str]
    openers: Mapping[str, str]
    thanks: Mapping[str, str]
    foreign: Mapping[str, str]
    category: Mapping[str, Category]


def language_for(verdict: Verdict) -> str:
    """Give the language in which a customer is answered."""
    return verdict.language.value if verdict.language.value in WRITTEN else ENGLISH


@cache
def words_of(language: str) -> Words:
    """Read the page of a language."""
    page = tomllib.loads(files(__package__).joinpath("templates", f"{language}.toml").read_text("utf-8"))
    categories = {name: Category(**words) for name, words in page.pop("category").items()}
    return Words(category=categories, **page)


def greeting(name: str, words: Words) -> str:
    """Greet a customer; where there is no name, nobody's is made up."""
    clean = _clean(name)
    is_name = any(map(str.isalpha, clean)) and not _NOBODY.fullmatch(clean.casefold())
    return words.greeting.replace("{name}", clean, 1) if is_name else words.anybody


def closing(words: Words) -> str:
    """Close the letter."""
    return f"{words.closing}\n{words.team}"


def opener(verdict: Verdict, words: Words) -> str:
    """Meet the customer's mood."""
    return words.openers[_mood(verdict)]


def matter(verdict: Verdict, taxonomy: Taxonomy, words: Words) -> str:
    """Say what the matter is about."""
    category = _category(verdict, taxonomy, words)
    told = category.upset if is_upset(verdict) else category.calm
    return " ".join(filter(None, (told, _about(verdict, category))))


def request(verdict: Verdict, taxonomy: Taxonomy, words: Words) -> str:
    """Ask for the details that help to go on."""
    return _category(verdict, taxonomy, words).ask


def remark(verdict: Verdict, words: Words) -> str:
    """Say why a letter is answered in English; empty: nothing is to be said."""
    is_own = verdict.language.value in {*WRITTEN, "und", ""}
    return "" if is_own else words.foreign["remark"]


def thanks(verdict: Verdict, words: Words) -> str:
    """Thank at the end."""
    return words.thanks["upset" if is_upset(verdict) else "calm"]


def is_upset(verdict: Verdict) -> bool:
    """Tell whether the customer is to be met with sympathy."""
    return verdict.frustrated.value or verdict.sentiment.value is Sentiment.NEGATIVE


def _category(verdict: Verdict, taxonomy: Taxonomy, words: Words) -> Category:
    return words.category[taxonomy.stock(verdict.category.value)]


def _clean(name: str) -> str:
    """Keep what can be seen of a name, on one line."""
    seen = (char if is_seen(char) else " " for char in name[: LONGEST_NAME * 4])
    return " ".join("".join(seen).split())[:LONGEST_NAME].rstrip(f" ,{JOINERS}")


def _mood(verdict: Verdict) -> str:
    upset = is_upset(verdict)
    if verdict.level.value is Level.P1:
        return "upset_and_serious" if upset else "serious"
    if upset:
        return "upset"
    return "pleased" if verdict.sentiment.value is Sentiment.POSITIVE else "calm"


def _about(verdict: Verdict, category: Category) -> str:
    """Name the kind of matter, unless a person should look first."""
    if verdict.subcategory.certainty is Certainty.PERSON:
        return ""
    return category.about.get(re.sub(r"\W+", "_", verdict.subcategory.value.casefold()), "")
