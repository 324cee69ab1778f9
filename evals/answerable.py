"""Teaches the head that tells whether the base can answer. Run `python -m evals.answerable`.

It learns from six bases by two encoders. A question that has an answer is asked twice: as it is, and with
the articles that answer it taken out, so that their neighbours remain; four bases also have questions that
somebody wrote for no article to answer, many of them near misses, and there these count for more. Bases count
by `SHARES`, and in each the answerable ones as much as the others, so a chance of .5 is meant for a desk
where half of what is asked can be answered.

`judged` gives each question a chance by heads that learnt from other questions; questions that the same
article answers are held back together. `strange` gives it by heads that never saw the base, which is what
another desk can expect.

What always holds: no question is judged by a head that learnt from it, and the same data give the same head.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.bases import WRITTEN, Base, Question, bases
from firstline.gateways.model_files import encoder_named
from firstline.knowledge import answerable
from firstline.run.say import say_rows
from firstline.run.settings import read_settings

HEAD: Final = Path(answerable.__file__).with_suffix(".json")
ENCODERS: Final = ("wordllama", "minilm")
SHARES: Final = dict.fromkeys(WRITTEN, 1.0) | {"wixqa-a": 0.7, "stackfaq": 0.3}
"""What a base counts: the last is nearly solved, and says less."""
MADE: Final = 0.3
"""What a question counts whose articles were taken out, where others were written for no article."""
EACH: Final = {"stackfaq": 3}
"""Only every so many questions are asked; these are paraphrases of few."""
FOLDS: Final = 10
STRENGTH: Final = 0.1
"""Of the evidence against the pull of all weights to zero."""
STEPS: Final = (0.5, 0.55, 0.6, 0.7, 0.8)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question as it was asked of a base, and what the head has to go by."""

    base: str
    encoder: str
    question: Question
    is_made: bool
    """What answers it was taken out."""
    is_right: bool
    """The first article answers."""
    signals: Mapping[str, float]

    @property
    def is_answerable(self) -> bool:
        """Whether an article that is there answers."""
        return bool(self.question.articles) and not self.is_made

    @property
    def group(self) -> str:
        """Questions of one group share what answers them."""
        return f"{self.base} {self.question.articles[0] if self.question.articles else self.question.text}"


def main() -> None:
    """Teach the head, print how good it is, and write it."""
    parser = argparse.ArgumentParser(prog="python -m evals.answerable")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    models = read_settings().models
    told = [
        sample for name in ENCODERS for base in bases(encoder_named(name, models)) for sample in samples(base)
    ]
    say_rows([("set", "encoder", "heads", *(f"from {step}" for step in STEPS)), *_rows(told)])
    head = _plain(told, _fit(told))
    print(json.dumps(head))
    if not asked.dry:
        HEAD.write_text(json.dumps(head, indent=1) + "\n", "utf-8")


def samples(base: Base) -> Iterator[Sample]:
    """Ask a base its questions, and once more without what answers them."""
    for question in base.questions[:: EACH.get(base.name, 1)]:
        yield _sample(base, question, is_made=False)
        if question.articles:
            gone = [*question.articles, *question.outdated]
            yield _sample(base.without(gone), question, is_made=True)


def judged(told: Sequence[Sample]) -> Floats:
    """Give each sample its chance, by heads that learnt from other articles' questions."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0)
    groups = [one.group for one in told]
    return _held_back(told, [test for _, test in folds.split(groups, groups=groups)])


def strange(told: Sequence[Sample]) -> Floats:
    """Give each sample its chance, by heads that never saw its base."""
    names = np.array([one.base for one in told])
    return _held_back(told, [np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())])


def auroc(chances: Floats, is_so: Flags) -> float:
    """Tell how often what is so has the higher chance; a tie counts half."""
    higher = chances[is_so][:, None] - chances[~is_so][None, :]
    return float(((higher > 0) + 0.5 * (higher == 0)).mean()) if higher.size else float("nan")


def answered(told: Sequence[Sample], chances: Floats, least: float) -> tuple[float, float]:
    """Give the precision of what would be answered from a chance on, and its share."""
    right = np.array([one.is_right for one in told], np.bool_)
    is_answered = chances >= least
    precision = float(right[is_answered].mean()) if is_answered.any() else float("nan")
    return precision, float(is_answered.mean())


def _sample(base: Base, question: Question, *, is_made: bool) -> Sample:
    asked, found = base.ask(question)
    signals = answerable.signals(base.ready, asked, found)
    is_right = found[0].article.id in question.articles
    return Sample(base.name, base.encoder.name, question, is_made, is_right, signals)


def _held_back(told: Sequence[Sample], parts: Sequence[NDArray[np.intp]]) -> Floats:
    chances = np.zeros(len(told))
    for part in parts:
        held = set(part.tolist())
        rest = [one for place, one in enumerate(told) if place not in held]
        if len({one.is_answerable for one in rest}) > 1:
            chances[part] = _chances(rest, [told[place] for place in part.tolist()])
    return chances


def _chances(learnt: Sequence[Sample], asked: Sequence[Sample]) -> Floats:
    head = _plain(learnt, _fit(learnt))
    weights = np.array([head[name] for name in _names(asked)])
    chances: Floats = 1 / (1 + np.exp(-(_matrix(asked) @ weights + head["bias"])))
    return chances


def _fit(told: Sequence[Sample]) -> LogisticRegression:
    rows = _matrix(told)
    put = (rows - rows.mean(axis=0)) / _spread(rows)
    is_so = [one.is_answerable for one in told]
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(put, is_so, sample_weight=_weights(told))


def _plain(told: Sequence[Sample], head: LogisticRegression) -> Mapping[str, float]:
    """Write a head for signals as they are."""
    rows = _matrix(told)
    weights = head.coef_[0] / _spread(rows)
    bias = head.intercept_[0] - weights @ rows.mean(axis=0)
    named = zip(_names(told), weights, strict=True)
    return {"bias": round(float(bias), 4)} | {name: round(float(weight), 4) for name, weight in named}


def _weights(told: Sequence[Sample]) -> Floats:
    kinds = [(one.base, one.is_answerable) for one in told]
    each = np.array([MADE if one.is_made and one.base in WRITTEN else 1.0 for one in told])
    sums = {kind: float(each[[one == kind for one in kinds]].sum()) for kind in set(kinds)}
    weights = each * np.array([SHARES[kind[0]] / sums[kind] for kind in kinds])
    even: Floats = weights * len(told) / weights.sum()
    return even


def _spread(rows: Floats) -> Floats:
    spread: Floats = np.maximum(rows.std(axis=0), 1e-9)
    return spread


def _matrix(told: Sequence[Sample]) -> Floats:
    return np.array([[*one.signals.values()] for one in told])


def _names(told: Sequence[Sample]) -> Sequence[str]:
    return list(told[0].signals)


def _rows(told: Sequence[Sample]) -> Iterator[Sequence[str]]:
    """Give precision and coverage by the chance from which one answers."""
    for heads, chances in (("others", judged(told)), ("strange", strange(told))):
        for base in dict.fromkeys(one.base for one in told):
            for encoder in ENCODERS:
                places = [at for at, one in enumerate(told) if (one.base, one.encoder) == (base, encoder)]
                asked = [at for at in places if base not in WRITTEN or not told[at].is_made]
                some, theirs = [told[at] for at in asked], chances[asked]
                found = (answered(some, theirs, step) for step in STEPS)
                yield base, encoder, heads, *(f"{right:.2f} of {share:.2f}" for right, share in found)


if __name__ == "__main__":
    with threadpool_limits(1):  # as in `evals/corpus.py`
        main()
