"""Try a taxonomy and labelled messages out: learn from some, judge others, and say how good that was.

The same judge and the same training do it that work at a desk; only the messages, the taxonomy and what was
learnt are this try's own. Nothing is stored, so no desk is touched.

What always holds: the messages that are judged teach nothing, each gets the verdict that it would get from a
desk that has learnt the same, and labels that teach nothing are counted.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from firstline.flows.desk import Adviser
from firstline.gateways.labelled_file import SCOPE, FileCategory, LabelledMessage
from firstline.learning.examples import Example
from firstline.learning.promise import with_promise
from firstline.learning.recall import questions
from firstline.learning.training import Course, Report, train
from firstline.tickets.message import Message
from firstline.tickets.reorganised import settled
from firstline.tickets.taxonomy import MOST_CATEGORIES, MOST_PHRASES, Category, Taxonomy
from firstline.tickets.verdict import Field, Verdict
from firstline.triage.blend import SCALES, label_of
from firstline.triage.encoder import Encoder
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.language import UNDETERMINED, language
from firstline.triage.learned import HOME, Learned
from firstline.triage.starter import Starter
from firstline.triage.text import read

JUDGED: Final = (
    "category",
    "subcategory",
    "urgency",
    "priority",
    "level",
    "sentiment",
    "frustrated",
    "team",
)
"""The fields that a prediction tells."""
SCORED: Final = (*JUDGED, SCOPE)
"""The fields that are scored where messages are labelled."""
ENTITIES: Final[Mapping[str, str]] = {"order": "order_no"}
"""How kinds of entities are called in the files, where that is not their own name."""
REST: Final = "Other"
PLACE: Final = ("category", "subcategory")


class Unfit(ValueError):
    """What the files say cannot be tried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried."""

    taxonomy: Taxonomy
    train: Sequence[LabelledMessage]
    encoder: Encoder
    promise: float
    adviser: Adviser | None = None
    """The LLM; None: it is not asked."""
    starter: Starter | None = None
    """What the desk knows before it learns; None: what comes with the package."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A message with its verdict."""

    given: LabelledMessage
    verdict: Verdict
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the trial's desk knows."""

    learned: Learned
    reports: Sequence[Report]
    unknown: Counter[str]
    """Labels that the taxonomy does not have, and how often they came; they taught nothing."""
    seconds: float


def learn(trial: Trial, *, on_progress: Callable[[str], None] = lambda _: None) -> Learnt:
    """Let a desk of its own learn."""
    begun = time.perf_counter()
    course = Course(trial.taxonomy, trial.encoder, promise=trial.promise, starter=trial.starter)
    trained = train([example_of(one) for one in trial.train], course, on_progress=on_progress)
    learned = replace(with_promise(trained.learned, trial.promise), ranked=MOST_CATEGORIES)
    return Learnt(learned, trained.reports, _unknown(trial), time.perf_counter() - begun)


def judge_all(trial: Trial, learnt: Learnt, messages: Iterable[LabelledMessage]) -> Iterator[Judged]:
    """Judge messages one by one, as they would come in."""
    for given in messages:
        begun = time.perf_counter()
        advice = None if trial.adviser is None else trial.adviser.ask(given.message, patient=True).advice
        verdict = judge(given.message, advice=advice, taxonomy=trial.taxonomy, learned=learnt.learned)
        yield Judged(given, verdict, time.perf_counter() - begun)


def prediction(judged: Judged, taxonomy: Taxonomy) -> dict[str, Any]:
    """Tell a verdict as a line of the predictions' file."""
    verdict = judged.verdict
    entities = [{"type": ENTITIES.get(one.kind, one.kind), "value": one.value} for one in verdict.entities]
    fields = {about: _told(about, getattr(verdict, about), verdict, taxonomy) for about in JUDGED}
    return {
        "id": judged.given.id,
        "language": verdict.language.value,
        "entities": entities,
        "fields": fields,
    }


def example_of(given: LabelledMessage) -> Example:
    """Make an example of a labelled message."""
    category = str(given.labels.get("category", ""))
    labels = {about: _label(about, value, category) for about, value in given.lessons.items()}
    return Example(
        message=given.message,
        labels={} if given.is_stray else labels,
        language=given.message.language,
        in_scope=not given.is_stray,
    )


def told_language(judged: Judged) -> str:
    """Tell a message's language without what the file says of it."""
    return language(read(replace(judged.given.message, language="")))[0]


def named_now(given: LabelledMessage, taxonomy: Taxonomy) -> LabelledMessage:
    """Give a message with its category and subcategory by the names that they have now."""
    said = [str(given.labels.get(name, "")) for name in PLACE]
    now = dict(zip(PLACE, taxonomy.present(*said), strict=True))
    labels = {about: now.get(about, value) for about, value in given.labels.items()}
    return replace(given, labels=labels) if taxonomy.moves else given


def taxonomy_of(categories: Sequence[FileCategory], moves: Mapping[str, str] | None = None) -> Taxonomy:
    """Make a taxonomy for a trial; names may be any text, and none of them must be `general`.

    A category that is called as one of a fresh desk's and has no phrases of its own gets that one's, and its
    description where it has none; what it says of itself counts beside them.
    Of the moves those count that lead from a name which is not in use to one that is there.

    Raises:
        Unfit: when it cannot be one; the sentence says why.
    """
    names = [one.name for one in categories]
    if not 1 <= len(names) <= MOST_CATEGORIES:
        message = f"A taxonomy has 1 to {MOST_CATEGORIES} categories, not {len(names)}."
        raise Unfit(message)
    for name in names:
        if not name.strip() or names.count(name) > 1:
            message = f"A category needs a name that no other has, and {name!r} is none."
            raise Unfit(message)
    if all(one.retired for one in categories):
        message = "All categories are retired: one must be open, so that messages have a place."
        raise Unfit(message)
    for one in categories:
        _check_phrases(one)
    spoken = _language_of_phrases(categories)
    return settled(Taxonomy(1, tuple(_category(one, spoken) for one in categories), moves or {}))


def _unknown(trial: Trial) -> Counter[str]:
    """Count the labels that no field of the taxonomy has."""
    known = questions(trial.taxonomy)
    return Counter(
        f"{about}: {given.labels[about]}"
        for given in trial.train
        for about, label in example_of(given).labels.items()
        if label not in known.get(about, ())
    )


def _check_phrases(given: FileCategory) -> None:
    told = given.phrases or ()
    count = sum(map(len, told.values())) if isinstance(told, Mapping) else len(told)
    if count > MOST_PHRASES:
        message = f"The category {given.name!r} has more than {MOST_PHRASES} phrases."
        raise Unfit(message)


def _category(given: FileCategory, spoken: str) -> Category:
    known = first_taxonomy().find(given.name)
    phrases, description = _by_language(given.phrases, spoken), given.description or ""
    if not phrases and known is not None:
        phrases, description = dict(known.phrases), description or known.description
    return Category(
        name=given.name,
        title=given.title or given.name,
        team=given.team or ("support" if known is None else known.team),
        subcategories=tuple(given.subcategories or ((REST,) if known is None else known.subcategories)),
        description=description,
        phrases=phrases,
        retired=given.retired,
    )


def _by_language(
    phrases: Sequence[str] | Mapping[str, Sequence[str]] | None, spoken: str
) -> dict[str, tuple[str, ...]]:
    """Sort phrases by language; one that does not tell it has the language of most."""
    if phrases is None:
        return {}
    if isinstance(phrases, Mapping):
        return {tongue: tuple(texts) for tongue, texts in phrases.items() if texts}
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        tongue = language(read(Message(phrase)))[0]
        found.setdefault(spoken if tongue == UNDETERMINED else tongue, []).append(phrase)
    return {tongue: tuple(texts) for tongue, texts in found.items()}


def _language_of_phrases(categories: Sequence[FileCategory]) -> str:
    told = [phrase for one in categories if isinstance(one.phrases, list) for phrase in one.phrases]
    found = language(read(Message("\n".join(told))))[0] if told else HOME
    return HOME if found == UNDETERMINED else found


def _label(about: str, value: object, category: str) -> str:
    """Write what a file says as a label; what cannot be a value of the field becomes none of its labels."""
    try:
        return label_of(about, value, category=category)
    except (TypeError, ValueError):
        return ""


def _told(about: str, field: Field[Any], verdict: Verdict, taxonomy: Taxonomy) -> dict[str, Any]:
    ranking = field.ranking or _ranked(about, field, _values(about, verdict, taxonomy))
    told = {
        "value": field.value,
        "confidence": field.confidence,
        "decision": field.certainty.value,
        "ranking": [[value, chance] for value, chance in ranking],
    }
    if about == "category":
        told["in_scope"] = verdict.category.in_scope
    return told


def _ranked(about: str, field: Field[Any], values: Sequence[Any]) -> Iterator[tuple[Any, float]]:
    """Rank the values of a field of which nothing was learnt: the one that was said, then the others alike.

    Of the urgency it is the step next to it. What was said is no less likely than the others, however unsure.
    """
    said = float(label_of(about, field.value)) if about == "urgency" else field.value
    others = [value for value in values if value != said]
    first = max(field.confidence, 1 / (1 + len(others)))
    yield said, round(first, 4)
    for value in others:
        yield value, round((1 - first) / len(others), 4)


def _values(about: str, verdict: Verdict, taxonomy: Taxonomy) -> Sequence[Any]:
    """List the values that a field may have."""
    if about in SCALES:
        return [SCALES[about].read(label) for label in SCALES[about].labels]
    if about == "subcategory":
        category = taxonomy.find(verdict.category.value)
        return () if category is None else category.subcategories
    if about == "team":
        return sorted(taxonomy.teams)
    return [one.name for one in taxonomy.categories if not one.retired]
