"""Does any voice ever say what it must not? Desks at random, strange messages, and a look at every field.

A desk is a taxonomy, phrases in some languages, rules, labelled messages and heads, all drawn at random;
labels that its taxonomy does not have stand among those that its rules, examples and heads know, as after a
change of taxonomy.
The messages are bits of sentences, of other scripts and of nothing readable. Of each verdict every field is
looked at, what was decided and what each voice thought: a value outside the field's own is illegal, a
confidence that is no chance is, too. `python -m evals.legal [--tries 100000] [--seed 0]` counts them.

What always holds: a seed draws the same desks and messages.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from firstline.learning.examples import Example
from firstline.learning.recall import questions, with_examples, with_heads
from firstline.run.say import say_rows
from firstline.tickets.message import Message, Tier
from firstline.tickets.taxonomy import RULED, Category, Rule, Taxonomy, labels_of
from firstline.tickets.verdict import Field, Level, Opinion, Priority, Sentiment, Verdict, Voice
from firstline.triage.blend import SCALES
from firstline.triage.grams import grams
from firstline.triage.hashed import HashedEncoder
from firstline.triage.heads import FIRST_TRUST, Head, Scope
from firstline.triage.judge import judge
from firstline.triage.learned import Learned
from firstline.triage.linear import Linear, WordSums, vocabulary
from firstline.triage.novice import novice
from firstline.triage.scope import SCOPES
from firstline.triage.text import read

TRIES: Final = 100_000
EACH: Final = 500
"""Messages to a desk."""
MOST_SHOWN: Final = 20
MOST_RULES: Final = 60
HEARD: Final = ("category", "subcategory", "team", *SCALES)
NAMES: Final = (
    "billing",
    "technical",
    "sales",
    "account",
    "general",
    "delivery",
    "a",
    "x-ray",
    "z_9",
    "returns",
)
TEAMS: Final = ("finance", "support", "technical_support", "b", "night-shift")
PARTS: Final = ("Payments", "Bugs", "Other", "Login issues", "ß", "Übergabe", "last one")
TONGUES: Final = ("en", "de", "fr", "sv", "ru")
BITS: Final = (
    "I was charged twice",
    "please refund",
    "the app crashes",
    "I cannot log in",
    "close my account",
    "URGENT!!!",
    "thank you so much",
    "this is unacceptable",
    "when does it arrive",
    "Ich wurde doppelt belastet",
    "Je ne peux pas me connecter",
    "не могу войти",
    "where is order 12345",
    "do you offer discounts",
    "1 month ago",
    "asap",
    "> quoted: refund me",
    "buy cheap pills http://x.test",
    "Out of office",
    "a" * 300,
    "\u202e",
    "\x00",
    "\t\t",
    "🙂🙂🙂",
    "\ud800",
    "中文客服",
    "....",
    "%s {0} <script>",
)
WORDS: Final = tuple(bit for bit in BITS if bit.split())
"""Of which rules are made; some have no word at all."""
ENCODER: Final = HashedEncoder()


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A desk that was drawn."""

    taxonomy: Taxonomy
    learned: Learned


class Lots:
    """Draws desks and messages."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def desk(self) -> Desk:
        """Draw a desk."""
        taxonomy, other = self._taxonomy(1), self._taxonomy(2)
        taxonomy = replace(taxonomy, rules=tuple(self._rules(taxonomy, other)))
        learned = novice(taxonomy, ENCODER)
        heads = {tongue: self._heads(taxonomy, other) for tongue in self._some(TONGUES)}
        learned = with_heads(learned, heads, version=1)
        examples = [self._example(number, taxonomy, other) for number in range(1, self._upto(60))]
        learnt = self._upto(60)
        return Desk(taxonomy, with_examples(learned, examples, taxonomy, learnt_until=learnt))

    def message(self) -> Message:
        """Draw a message."""
        return Message(
            text=self._text(),
            subject=self._text() if self._happens(0.3) else "",
            tier=self._one((*Tier, "gold")),
            language=self._one(TONGUES) if self._happens(0.2) else "",
        )

    def advice(self) -> Opinion[float] | None:
        """Draw what the LLM says of the urgency, if it is asked."""
        if self._happens(0.7):
            return None
        return Opinion(round(float(self._chance.uniform(1, 5)), 1), float(self._chance.random()))

    def _taxonomy(self, version: int) -> Taxonomy:
        names = ["general", *(name for name in self._some(NAMES) if name != "general")]
        return Taxonomy(version, tuple(map(self._category, names)))

    def _category(self, name: str) -> Category:
        return Category(
            name=name,
            title=name.title(),
            team=self._one(TEAMS),
            subcategories=tuple(self._some(PARTS)) or ("Other",),
            phrases={tongue: self._some(BITS[:14]) for tongue in self._some(TONGUES)},
            retired=name != "general" and self._happens(0.2),
        )

    def _rules(self, taxonomy: Taxonomy, other: Taxonomy) -> Iterator[Rule]:
        for _ in range(self._upto(MOST_RULES)):
            about = self._one(RULED)
            label = self._one(sorted(labels_of(taxonomy if self._happens(0.7) else other, about)))
            words = self._one(self._one(WORDS).split()) if self._happens(0.5) else self._one(WORDS)
            yield Rule(words, about, label, self._one(TONGUES) if self._happens(0.2) else "")

    def _example(self, number: int, taxonomy: Taxonomy, other: Taxonomy) -> Example:
        known = questions(taxonomy if self._happens(0.7) else other)
        labels = {about: self._one(labels) for about, labels in known.items() if self._happens(0.5)}
        message = Message(self._text(), language=self._one(TONGUES))
        return Example(message=message, labels=labels, language=message.language, number=number)

    def _heads(self, taxonomy: Taxonomy, other: Taxonomy) -> Mapping[str, Head]:
        mine, theirs = questions(taxonomy), questions(other)
        return {
            about: self._head(about, tuple(dict.fromkeys((*self._some(mine[about]), *theirs[about]))))
            for about in self._some(tuple(mine))
        }

    def _head(self, about: str, labels: tuple[str, ...]) -> Head:
        pieces = vocabulary([grams(read(Message(text))) for text in BITS], fewest=1, most=500)
        size, count = len(pieces.numbers), len(labels)
        weights = self._chance.normal(scale=10, size=(size, count)).astype(np.float16)
        meaning = self._chance.normal(scale=10, size=(ENCODER.size, count)).astype(np.float32)
        bias = self._chance.normal(size=count).astype(np.float32)
        return Head(
            about=about,
            labels=labels,
            words=WordSums(pieces, weights, bias),
            meaning=Linear(meaning, bias),
            trust={scorer: float(self._chance.uniform(0, 2)) for scorer in FIRST_TRUST},
            auto=float(self._chance.random()),
            scope=Scope((0.0, 1.0), (0.5, 0.2), -1.0, 2.0),
            learnt=count,
        )

    def _text(self) -> str:
        return self._one((" ", "\n", ", ")).join(self._some(BITS))[:2_000]

    def _one(self, of: Sequence[str]) -> str:
        return of[int(self._chance.integers(len(of)))]

    def _some(self, of: Sequence[str]) -> tuple[str, ...]:
        count = self._upto(min(len(of), 5))
        return tuple(of[place] for place in self._chance.permutation(len(of))[:count])

    def _happens(self, share: float) -> bool:
        return bool(self._chance.random() < share)

    def _upto(self, most: int) -> int:
        return int(self._chance.integers(1, most + 1))


def illegal(verdict: Verdict, taxonomy: Taxonomy) -> Iterator[str]:
    """Name what a verdict says that it must not."""
    allowed = _allowed(verdict, taxonomy)
    for about, values in allowed.items():
        field: Field[Any] = getattr(verdict, about)
        voices = {f"{about} by {voice}": said for voice, said in field.opinions.items()}
        ranked = {f"{about}, ranked": Opinion(value, chance) for value, chance in field.ranking}
        everything: Sequence[tuple[str, Field[Any] | Opinion[Any]]]
        everything = [(about, field), *voices.items(), *ranked.items()]
        for name, said in everything:
            if said.value not in values:
                yield f"{name}: {said.value!r}"
            if not 0 <= said.confidence <= 1:
                yield f"{name}: a confidence of {said.confidence}"


def _allowed(verdict: Verdict, taxonomy: Taxonomy) -> Mapping[str, Any]:
    """Give each field's own values.

    The subcategory is one of the category's; a voice that would choose another category may name one of that.
    """
    open_ones = [one for one in taxonomy.categories if not one.retired]
    place = taxonomy.find(verdict.category.value)
    own = set() if place is None else {*place.subcategories}
    parts = {name for one in open_ones for name in one.subcategories}
    return {
        "category": {one.name for one in open_ones},
        "subcategory": parts if verdict.subcategory.value in own else own,
        "team": taxonomy.teams,
        "urgency": {round(tenth / 10, 1) for tenth in range(10, 51)},
        "priority": {*Priority},
        "level": {*Level},
        "sentiment": {*Sentiment},
        "frustrated": {True, False},
        "priority_score": range(101),
        "sla_hours": range(1, 169),
    } | ({} if verdict.scope is None else {"scope": {*SCOPES}})


def tried(tries: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Judge so many messages; count what was illegal, and how often each voice spoke of each field."""
    lots, found, voices = Lots(seed), Counter[str](), Counter[str]()
    for number in range(tries):
        if number % EACH == 0:
            desk = lots.desk()
        verdict = judge(lots.message(), advice=lots.advice(), taxonomy=desk.taxonomy, learned=desk.learned)
        found.update(illegal(verdict, desk.taxonomy))
        voices.update(f"{about}: {voice}" for about in HEARD for voice in getattr(verdict, about).opinions)
        voices.update(f"{about}: own rule" for about in RULED if _is_ruled(getattr(verdict, about)))
    return found, voices


def _is_ruled(field: Field[Any]) -> bool:
    """Tell whether one of the desk's own rules speaks of a field."""
    return any(reason.source.startswith("rule@") for reason in field.opinions[Voice.RULE].reasons)


def main(words: Sequence[str]) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m evals.legal")
    parser.add_argument("--tries", type=int, default=TRIES)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(words)
    found, voices = tried(asked.tries, asked.seed)
    say_rows([(name, f"{count:,}") for name, count in sorted(voices.items())])
    print(f"{asked.tries:,} messages, {sum(found.values()):,} illegal values.")
    if found:
        say_rows([(name, f"{count:,}") for name, count in found.most_common(MOST_SHOWN)])
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
