"""Which messages of the corpus are set aside, so that style gives no urgency away? `python -m evals.aside`.

Hands have habits: what cannot wait they write at other lengths, with other punctuation, than what can.
Boosted trees find that. So messages are set aside whose urgency their own style would tell best, a few at a
time, until trees and forests that see nothing but style order the others no better than chance. Of what is
set aside no urgency is learnt and none is checked; category, sentiment and scope are.

What always holds: the same corpus gives the same choice; `corpus/*.jsonl` says of each message whether it is
set aside.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.corpus import HERE, LANGUAGES, Written, features, messages

FOLDS: Final = 6
SHARE: Final = 0.02
"""Of what is left, set aside at a time."""
LUCK: Final = 0.3
"""How far chance decides beside what style tells, so that no edge is cut."""
CHANCE: Final = 0.06
"""Rank correlation at which it ends."""
MOST_STEPS: Final = 30

Floats = NDArray[np.float64]


def main() -> None:
    """Choose, and write it into the corpus."""
    inside = [one for one in messages() if one.in_scope]
    chosen = frozenset(chosen_from(inside))
    for language in LANGUAGES:
        _mark(language, chosen)
    print(f"{len(chosen):,} of {len(inside):,} are set aside.")


def chosen_from(inside: Sequence[Written]) -> Iterator[str]:
    """Name the messages that are set aside."""
    luck = np.random.default_rng(5)
    styles = np.array([features(one) for one in inside])
    urgencies = np.array([one.labels.urgency for one in inside])
    writers = np.array([one.writer for one in inside])
    left = np.arange(len(inside))
    for _ in range(MOST_STEPS):
        told = _told(styles[left], urgencies[left], writers[left], luck)
        print(f"{len(left):,} left: style tells {told.mean():.3f}")
        if told.mean() < CHANCE:
            return
        order = np.argsort(-(told + luck.gumbel(0, LUCK, len(left))))
        gone = order[: int(SHARE * len(left))]
        yield from (inside[at].id for at in left[gone])
        left = np.delete(left, gone)


def _told(styles: Floats, urgencies: Floats, writers: NDArray[Any], luck: np.random.Generator) -> Floats:
    """Give what each message adds to the rank correlation of style and urgency, by guessers that differ."""
    truth = _ranks(urgencies)
    trees = HistGradientBoostingRegressor(max_iter=60, max_depth=3, early_stopping=False)
    deeper = HistGradientBoostingRegressor(max_iter=80, max_depth=5, early_stopping=False)
    forest = RandomForestRegressor(60, min_samples_leaf=8, random_state=0, n_jobs=1)
    added = [truth * _ranks(_guessed(one, styles, truth, writers, luck)) for one in (trees, deeper, forest)]
    mean: Floats = np.mean(added, axis=0)
    return mean


def _guessed(
    model: Any,  # noqa: ANN401 - scikit-learn ships no types
    styles: Floats,
    truth: Floats,
    writers: NDArray[Any],
    luck: np.random.Generator,
) -> Floats:
    """Guess each message by what other hands wrote."""
    hands = np.unique(writers)
    fold_of = dict(zip(hands, luck.permutation(len(hands)) % FOLDS, strict=True))
    folds = np.array([fold_of[writer] for writer in writers])
    guessed = np.zeros(len(truth))
    for fold in range(FOLDS):
        held = folds == fold
        guessed[held] = model.fit(styles[~held], truth[~held]).predict(styles[held])
    return guessed


def _ranks(values: Floats) -> Floats:
    ranks = rankdata(values)
    centred: Floats = (ranks - ranks.mean()) / ranks.std()
    return centred


def _mark(language: str, chosen: frozenset[str]) -> None:
    file = HERE / f"{language}.jsonl"
    lines = []
    for line in file.read_text("utf-8").splitlines():
        told = json.loads(line)
        told.pop("aside", None)
        lines.append(json.dumps(told | ({"aside": True} if told["id"] in chosen else {}), ensure_ascii=False))
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    with threadpool_limits(1):  # as in `evals/corpus.py`
        main()
