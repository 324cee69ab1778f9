"""Labelled messages: what people have said of which field.

An example comes from a ticket that a person has corrected, or from a file. Its labels are written as heads
know them (`triage/blend.py`).

What always holds: an example of unknown language is given the one that the desk would tell.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import Place, label_at, place_at
from firstline.triage.language import UNDETERMINED, language
from firstline.triage.learned import HOME
from firstline.triage.text import Reading

LEFT: Final = "~"
"""Begins the name under which stands what a person saw and left as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message, and what people have said of it."""

    message: Message
    labels: Mapping[str, str] = field(default_factory=dict)
    """By field. Under `LEFT` and a field's name stands what a person saw and left as it was: it teaches
    heads, which else would learn from the desk's mistakes alone, and counts for nothing else."""
    language: str = ""
    """ISO 639-1; empty: nobody has said."""
    in_scope: bool = True
    """False: it is of a kind that this desk does not see to."""
    ticket: int = 0
    """Where it comes from; 0: a file."""
    number: int = 0
    """Its place in the order in which they were learnt."""
    learnt_at: datetime | None = None
    translates: int = 0
    """The number of the first one that said this under an older name; 0: it says it itself."""

    @property
    def since(self) -> int:
        """Say since when it was known: another name for what it says is no news."""
        return self.translates or self.number


def spoken_in(example: Example, reading: Reading) -> str:
    """Name the language in which an example is learnt; a text that does not tell its language is English."""
    told = example.language or language(reading)[0]
    return HOME if told == UNDETERMINED else told


def present(example: Example, taxonomy: Taxonomy) -> Example:
    """Give an example under the names that categories and subcategories have now."""
    labels = labels_now(example.labels, taxonomy)
    return example if labels is example.labels else replace(example, labels=labels)


def labels_now(labels: Mapping[str, str], taxonomy: Taxonomy) -> Mapping[str, str]:
    """Give labels under their present names; a category goes where its subcategory went, if that is known."""
    if not taxonomy.moves:
        return labels
    parts = {place_at(told) for name, told in labels.items() if name in {"subcategory", f"{LEFT}subcategory"}}
    now = {name: _label_now(name.removeprefix(LEFT), told, parts, taxonomy) for name, told in labels.items()}
    return labels if now == labels else now


def _label_now(about: str, label: str, parts: AbstractSet[Place], taxonomy: Taxonomy) -> str:
    if about == "subcategory":
        return label_at(*taxonomy.present(*place_at(label)))
    if about == "category":
        part = next((part for name, part in parts if name == label), "")
        return taxonomy.present(label, part)[0]
    return label
