"""Our own corpus: what is in it, how far its two readings agree, and what its mere style gives away.

`corpus/` holds messages that were written for this project and labelled in two readings; `corpus/README.md`
tells how. `python -m evals.corpus` counts them, compares the readings by Cohen's kappa, and lets gradient
boosting guess the labels from length, punctuation and capitals alone. Each message is guessed by what was
learnt from other hands, which wrote to other companies: what can be guessed so, a head could learn without
reading a word.

Whatever happens: nothing is drawn at random, so the same files give the same figures.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import cohen_kappa_score, f1_score, roc_auc_score
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from firstline.triage.marks import MARKS, POINT, urgency_of

HERE: Final = Path(__file__).parents[1] / "corpus"
LANGUAGES: Final = ("en", "de", "fr", "es", "pt")
EMERGENCY: Final = 4.0
"""Urgency from which on a message is one."""
TRIFLE: Final = 2.0
"""Urgency up to which a message is one."""
LENGTHS: Final = ((1, 8), (9, 25), (26, 70), (71, 140), (141, 250))
"""Words of subject and text."""
RUN: Final = 7
"""So many words in a row stand in one message only."""
FOLDS: Final = 6
"""Groups of hands, each guessed by what the others taught."""
NAMED: Final = ("category", "sentiment", "frustrated", "loud", "scope")
_words = re.compile(r"\w+").findall


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that a text names, as it is written there."""

    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What was settled of a message; strays have no category."""

    urgency: float
    sentiment: str
    frustrated: bool
    scope: str
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message of the corpus."""

    id: str
    text: str
    subject: str = ""
    lang: str
    channel: str
    company: str
    business: str
    writer: str
    """The hand that wrote it."""
    labels: Labels
    in_scope: bool
    marks: dict[str, int]
    loud: bool
    entities: list[Named]
    aim: str
    """What the hand had in mind; no label."""
    aside: bool = False
    """Its style would tell its urgency: no urgency is learnt from it (`evals/aside.py`)."""

    @property
    def whole(self) -> str:
        """Subject and text."""
        return f"{self.subject}\n{self.text}"

    @property
    def length(self) -> int:
        """Words of subject and text, as a space parts them."""
        return len(self.whole.split())

    @property
    def is_polite_emergency(self) -> bool:
        """Costly to wait, and nothing in the tone says so."""
        is_calm = not self.loud and not self.labels.frustrated
        return self.in_scope and self.labels.urgency >= EMERGENCY and is_calm

    def is_shouted_trifle(self, most: float = TRIFLE) -> bool:
        """Whether it is loud, and its urgency at most this."""
        return self.in_scope and self.loud and self.labels.urgency <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader said of a message; strays have no category."""

    sentiment: str
    frustrated: bool
    loud: bool
    scope: str
    marks: dict[str, int]
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Both readings of a message, before anything was settled."""

    id: str
    first: Reading
    second: Reading | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two readings agree on a field."""

    about: str
    kappa: float
    """Cohen's; of marks and the urgency it is weighted by the square of the distance."""
    disputes: int
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What length, punctuation and capitals alone say of messages by hands that were not learnt from."""

    urgency: float
    """Spearman's rank correlation with the urgency, of what is not set aside."""
    whole: float
    """The same of all messages."""
    category: float
    """Share of right guesses."""
    majority: float
    """The same when the most frequent category is always guessed."""
    scope: float
    """AUROC."""
    sentiment: float
    """Macro-F1."""
    frustrated: float
    """Macro-F1."""


def messages(*languages: str) -> Sequence[Written]:
    """Read the messages of some languages, or of all."""
    decode = msgspec.json.Decoder(Written).decode
    return [decode(line) for language in languages or LANGUAGES for line in _lines(language)]


def readings() -> Sequence[Readings]:
    """Read what both readers said."""
    decode = msgspec.json.Decoder(Readings).decode
    return [decode(line) for line in _lines("readings")]


def agreements(told: Iterable[Readings]) -> Sequence[Agreement]:
    """Compare the readings field by field, on what was read twice."""
    pairs = [(both.first, both.second) for both in told if both.second is not None]
    named = [_agreement(about, pairs, partial(_named, about)) for about in NAMED]
    marks = [_agreement(mark, pairs, partial(_grade, mark)) for mark in MARKS]
    return [*named, *marks, _agreement("urgency", pairs, _steps)]


def style(written: Sequence[Written]) -> Style:
    """Guess each label from the style alone, held out by hand."""
    inside = [message for message in written if message.in_scope]
    categories = [message.labels.category or "" for message in inside]
    guessed = _guessed(inside, categories)
    return Style(
        urgency=_rank_correlation([message for message in inside if not message.aside]),
        whole=_rank_correlation(inside),
        category=float(np.mean(guessed == np.array(categories))),
        majority=max(Counter(categories).values()) / len(categories),
        scope=_scope_known(written),
        sentiment=_macro_f1(inside, [message.labels.sentiment for message in inside]),
        frustrated=_macro_f1(inside, [str(message.labels.frustrated) for message in inside]),
    )


def features(message: Written) -> Sequence[float]:
    """Measure the style: length, capitals, punctuation, lines; no word is looked at."""
    whole = message.whole.strip()
    words = _words(whole)
    shouted = sum(word.isupper() and len(word) > 1 for word in words)
    capitals = sum(letter.isupper() for letter in whole)
    return [
        float(np.log1p(len(words))),
        capitals / len(whole),
        shouted / max(len(words), 1),
        *(whole.count(mark) / len(whole) for mark in "!?.,"),
        whole.count("\n") + 1,
    ]


def shared_runs(written: Iterable[Written]) -> Mapping[tuple[str, str], str]:
    """Give the pairs of messages with seven words in a row in common, blind to case and punctuation."""
    first: dict[tuple[str, ...], str] = {}
    shared: dict[tuple[str, str], str] = {}
    for message in written:
        words = _words(message.whole.lower())
        for run in zip(*(words[start:] for start in range(RUN)), strict=False):
            before = first.setdefault(run, message.id)
            if before != message.id:
                shared.setdefault((before, message.id), " ".join(run))
    return shared


def report(written: Sequence[Written], told: Sequence[Readings]) -> str:
    """Write all of it."""
    return "\n\n".join([*_counts(written), _shares(written), _agreed(told), _style(style(written))])


def _lines(name: str) -> Sequence[str]:
    return (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()


def _named(about: str, said: Reading) -> str:
    return str(getattr(said, about))


def _grade(mark: str, said: Reading) -> int:
    return said.marks[mark]


def _steps(said: Reading) -> int:
    return round(urgency_of(said.marks) / POINT)


def _agreement(
    about: str, pairs: Sequence[tuple[Reading, Reading]], value: Callable[[Reading], str | int]
) -> Agreement:
    one, two = ([value(pair[reader]) for pair in pairs] for reader in (0, 1))
    disputes = sum(a != b for a, b in zip(one, two, strict=True))
    return Agreement(about, _kappa(one, two, None if about in NAMED else "quadratic"), disputes, len(pairs))


def _kappa(one: Sequence[str | int], two: Sequence[str | int], weights: str | None) -> float:
    """Give Cohen's kappa; where everybody says one thing, it is 1."""
    said = {*one, *two}
    return 1.0 if len(said) == 1 else float(cohen_kappa_score(one, two, weights=weights))


def _rank_correlation(written: Sequence[Written]) -> float:
    urgencies = [message.labels.urgency for message in written]
    model = HistGradientBoostingRegressor(max_iter=60, max_depth=3, early_stopping=False)
    return float(spearmanr(_held_out(written, urgencies, model, "predict"), urgencies)[0])


def _scope_known(written: Sequence[Written]) -> float:
    strays = [not message.in_scope for message in written]
    chances = _held_out(written, strays, _classifier(), "predict_proba")
    return float(roc_auc_score(strays, np.stack(list(chances))[:, 1]))


def _macro_f1(written: Sequence[Written], labels: Sequence[str]) -> float:
    return float(f1_score(labels, _guessed(written, labels), average="macro"))


def _guessed(written: Sequence[Written], labels: Sequence[str]) -> NDArray[Any]:
    return _held_out(written, labels, _classifier(), "predict")


def _classifier() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(max_iter=40, max_depth=3, early_stopping=False)


def _held_out(
    written: Sequence[Written],
    values: Sequence[Any],
    model: Any,  # noqa: ANN401 - scikit-learn ships no types
    ask: str,
) -> NDArray[Any]:
    """Ask of each message a model that learnt from other hands."""
    table = np.array([features(message) for message in written])
    known = np.array(values)
    answers: dict[int, Any] = {}
    with threadpool_limits(1):  # threads that share a busy core wait for each other, ten times as long
        for others, held in GroupKFold(FOLDS).split(table, known, [message.writer for message in written]):
            said = getattr(model.fit(table[others], known[others]), ask)(table[held])
            answers.update(zip(held.tolist(), said, strict=True))
    return np.array([answers[place] for place in range(len(written))])


def _counts(written: Sequence[Written]) -> Iterable[str]:
    inside = [message for message in written if message.in_scope]
    yield _table("language", (message.lang for message in written))
    yield _table("business", (message.business for message in written))
    yield _table("channel", (message.channel for message in written))
    yield _table("words", (_bin(message.length) for message in written))
    yield _table("scope", (message.labels.scope for message in written))
    yield _table("category", (message.labels.category or "" for message in inside))
    yield _table("sentiment", (message.labels.sentiment for message in inside))
    yield _table("urgency", (f"{message.labels.urgency:.1f}" for message in inside))
    yield _table("set aside", (str(message.aside) for message in inside))


def _table(title: str, values: Iterable[str]) -> str:
    counted = Counter(values)
    told = sorted(counted.items(), key=lambda pair: pair[0] if title == "urgency" else -pair[1])
    return f"{title}, {len(counted)}: " + ", ".join(f"{value} {count}" for value, count in told)


def _bin(words: int) -> str:
    least, most = next(pair for pair in LENGTHS if words <= pair[1])
    return f"{least}-{most}"


def _shares(written: Sequence[Written]) -> str:
    polite = sum(message.is_polite_emergency for message in written) / len(written)
    shouted, tiny = (
        sum(message.is_shouted_trifle(most) for message in written) / len(written) for most in (TRIFLE, 1.5)
    )
    return f"polite emergencies {polite:.3f}, shouted trifles {shouted:.3f} (up to urgency 1.5: {tiny:.3f})"


def _agreed(told: Iterable[Readings]) -> str:
    rows = [f"{'field':<12}{'kappa':>8}{'same':>8}{'disputes':>10}{'of':>7}"]
    for found in agreements(told):
        same = 1 - found.disputes / found.messages
        rows.append(
            f"{found.about:<12}{found.kappa:>8.3f}{same:>8.3f}{found.disputes:>10}{found.messages:>7}"
        )
    return "\n".join(rows)


def _style(found: Style) -> str:
    return (
        f"style alone, held out by hand: urgency Spearman {found.urgency:.3f} "
        f"({found.whole:.3f} with what is set aside), "
        f"category {found.category:.3f} (majority {found.majority:.3f}), scope AUROC {found.scope:.3f}, "
        f"macro-F1 sentiment {found.sentiment:.3f}, frustrated {found.frustrated:.3f}"
    )


if __name__ == "__main__":
    print(report(messages(), readings()))
