"""Words of the front page: a program's names as people write them, cut for the eye, or as names of styles."""

from collections.abc import Mapping

from firstline.tickets.verdict import MARKS, Certainty, Voice

LABELS: Mapping[str, str] = {
    "scope": "Mark",
    "category": "Category",
    "subcategory": "Subcategory",
    "team": "Team",
    "urgency": "Urgency",
    "priority": "Priority",
    "priority_score": "Priority score",
    "level": "Level",
    "sla_hours": "Answer within",
    "sentiment": "Sentiment",
    "frustrated": "Frustrated",
    "language": "Language",
}
"""The fields of the table, in order: the mark only where there is one. Advice has places of its own."""

VOICES: Mapping[Voice, str] = {
    Voice.RULE: "Rules",
    Voice.PHRASE: "Phrases",
    Voice.MODEL: "Model",
    Voice.LLM: "LLM",
    Voice.HUMAN: "A person",
}

CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.AUTO: "auto",
    Certainty.SUGGEST: "suggest",
    Certainty.PERSON: "needs a person",
}

SHORT = 120
"""Characters of a cell, a reason or a chip."""


def words(name: str) -> str:
    """Write a name from a program as people do.

    >>> words("technical_support")
    'Technical support'
    """
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def mark_words(scope: str) -> str:
    """Name a mark; what is in scope has none.

    >>> mark_words("off_topic"), mark_words("in_scope")
    ('Off topic', '')
    """
    return words(scope) if scope in MARKS else ""


def short(text: str) -> str:
    """Cut a text that is too long for one line.

    >>> short("short"), len(short("long" * 100))
    ('short', 120)
    """
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def style_name(value: str) -> str:
    """Make a word fit for the name of a style.

    >>> style_name("Very urgent!")
    'veryurgent'
    """
    return "".join(char for char in value.lower() if char.isalnum() and char.isascii())
