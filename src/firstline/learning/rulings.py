"""How often have the desk's own rules been right? Counted on the labelled messages that hold their words.

A message counts for a rule when people have said what its field is; what they only saw and left counts for
nothing. An urgency is right when it is half a point off at most. A rule of a subcategory is wrong, too, where
the category is another one. What so many right ones prove is the exact lower bound, right in nine of ten
draws.

What always holds: it does not matter whether examples came one by one or all at once; an example whose place
another has taken counts no more, and labels that the taxonomy has no more count for nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from firstline.learning.binomial import lower_bound
from firstline.learning.examples import Example
from firstline.tickets.taxonomy import RULED, Rule, Taxonomy, labels_of
from firstline.tickets.whereabouts import place_at
from firstline.triage.blend import NEAR
from firstline.triage.language import language
from firstline.triage.own_rules import Record, Records, heard_in
from firstline.triage.text import Reading

LEVEL: Final = 0.9
"""In how many draws a proven precision is the truth or below it: as for the packs' rules."""

Answers = Mapping[Rule, bool]
"""The rules that an example says something of, and whether they were right."""


class Asked:
    """A taxonomy's rules, asked of one labelled message after the other."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.known = {about: labels_of(taxonomy, about) for about in RULED} if taxonomy.rules else {}

    def answers(self, example: Example, reading: Reading) -> Answers:
        """Say which rules speak in a message that people have labelled, and whether they are right."""
        if not self.taxonomy.rules or not example.labels:
            return {}
        told = example.language or language(reading)[0]
        found = ((rule, self._is_right(rule, example)) for rule in heard_in(reading, told, self.taxonomy))
        return {rule: is_right for rule, is_right in found if is_right is not None}

    def _is_right(self, rule: Rule, example: Example) -> bool | None:
        """Compare a rule with what people have said; None: that says nothing of it."""
        said = example.labels.get(rule.field, "")
        if said in self.known[rule.field]:
            return _is_same(rule, said)
        if rule.field != "subcategory":
            return None
        category = example.labels.get("category", "")
        is_another = category in self.known["category"] and category != place_at(rule.label)[0]
        return False if is_another else None


def recorded(before: Records, new: Mapping[int, Answers], *, replaced: Collection[int] = ()) -> Records:
    """Count the answers of more examples, by number, and leave out those that were replaced."""
    new = {number: answers for number, answers in new.items() if answers}
    gone = {number: before.by_example[number] for number in replaced if number in before.by_example}
    if not gone and not new:
        return before
    kept = {number: answers for number, answers in before.by_example.items() if number not in gone}
    counts = _counts(new.values())
    counts.subtract(_counts(gone.values()))
    changed = {rule: _record(before[rule], rule, counts) for rule, _ in counts}
    return Records({**before.of, **changed}, kept | new)


def _is_same(rule: Rule, said: str) -> bool:
    if rule.field == "urgency":
        return abs(float(rule.label) - float(said)) <= NEAR
    return rule.label == said


def _counts(many: Iterable[Answers]) -> Counter[tuple[Rule, bool]]:
    return Counter(answer for answers in many for answer in answers.items())


def _record(before: Record, rule: Rule, counts: Mapping[tuple[Rule, bool], int]) -> Record:
    right = before.right + counts.get((rule, True), 0)
    met = before.met + counts.get((rule, True), 0) + counts.get((rule, False), 0)
    return Record(met, right, _proven(right, met))


@lru_cache(maxsize=4_096)
def _proven(right: int, met: int) -> float:
    return lower_bound(right, met, LEVEL)
