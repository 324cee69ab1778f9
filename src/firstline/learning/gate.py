"""May a newly trained model take over? Only when no field that matters gets worse.

Both models have answered the same held-back tickets. What counts are those where one of them was right and
the other wrong: an exact sign test (McNemar's) says how often chance alone would turn as many against the new
one. It is refused when a field is worse than chance explains; when one label of a field is, though the others
hide it; when it is no more than chance but costs over `TOLERANCE`, and no new label is won by it; and when
its confidences are further from the truth. With fewer than `ENOUGH` tickets, out-of-fold results decide.

The newest tickets are no fair judges of what they teach themselves: whoever brings many wrong labels brings
the exam with them. So older tickets are asked, too: by who learnt from the others of them alone, and by who
learnt from the newest besides. Where these make the older ones worse than chance explains, they contradict
them, and the new model is refused.

What always holds: tickets that say the same count once, together; a field without weight is told of and
decides nothing; without any result there is no promotion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from firstline.learning.binomial import at_least

ENOUGH: Final = 20
"""Held-back tickets, near-duplicates counted once: of fewer, a quarter must turn before a test can notice."""
CHANCE: Final = 0.05
"""A result that chance alone gives no oftener is no chance."""
TOLERANCE: Final = 0.01
"""What an accuracy may lose when it may be chance: one ticket of a hundred."""
CONTRADICTION: Final = 0.01
"""How unlikely it must be that older tickets got worse by chance: all fields are asked in every training, and
what more labels do by chance is to make them better. Of 1,000 labels of Banking77 and 250 new ones, each with
another's label, .81 fell to .77, which chance alone hardly ever does; of 250 of which a quarter had, it did
not fall, and the new model was the better one on messages that nobody had labelled wrongly."""
CALIBRATION_TOLERANCE: Final = 0.02
"""What the calibration error may grow beyond 1 / sqrt(tickets), which chance reaches in 1 of 100 draws."""
DEVIATIONS: Final = 1.645
"""Of a normal distribution, to either side: between them lie 90 %."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Results:
    """What both models made of the same tickets, in one field; n may be 0."""

    old: NDArray[np.bool_]
    """(n,): whether the old model was right."""
    new: NDArray[np.bool_]
    groups: NDArray[Any]
    """(n,): tickets with the same number say the same."""
    truth: Sequence[str] = ()
    """(n,): what was right, so that a label that is lost is seen; may be left out."""
    old_calibration: float = 0.0
    """The old model's calibration error in [0, 1]; the same for both when it is not known."""
    new_calibration: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trial:
    """A field in which both models were tried."""

    field: str
    held_back: Results
    out_of_fold: Results | None = None
    """Of the examples that were learnt from, each answered by who had not seen it."""
    older: Results | None = None
    """Of the tickets that were not held back, each answered by who had not seen it: one who learnt from the
    others of them alone (`old`), and one who learnt from those held back, too (`new`)."""
    weight: float = 1.0
    """How much the field matters; 0 is not at all."""
    learnt: tuple[str, ...] = ()
    """Labels that the new model knows and the old one does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a field changes from the old model to the new one."""

    field: str
    matters: bool
    tickets: int
    """Those that say the same counted once."""
    old: float
    """The share that was right."""
    new: float
    low: float
    """The difference lies from here, with 90 % confidence (Agresti and Min, 2005) ..."""
    high: float
    """... to here."""
    better: int
    """Tickets that only the new model gets right."""
    worse: int
    chance: float
    """How often chance alone turns so many tickets against the new model."""
    tried_on: str
    """On how many tickets, in words, and whether those were too few."""
    fault: str
    """Why this keeps the new model from taking over, as the end of a sentence; empty when nothing does."""

    @property
    def difference(self) -> float:
        """What is won; below 0 it is lost."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the new model takes over, why, and how each field changes."""

    promoted: bool
    sentence: str
    changes: tuple[Change, ...]


def decide(trials: Sequence[Trial]) -> Decision:
    """Decide by every field that matters.

    Raises:
        ValueError: when results differ in length, or a weight is below 0.

    >>> right = np.arange(100) < 90
    >>> results = Results(old=right, new=np.arange(100) < 80, groups=np.arange(100))
    >>> decide([Trial(field="category", held_back=results)]).sentence
    'The old model stays: category falls from 90% to 80% on 100 tickets, more than chance explains.'
    """
    changes = tuple(_change(trial) for trial in trials)
    deciding = [change for change in changes if change.matters]
    faults = [f"{change.field} {change.fault}" for change in deciding if change.fault]
    if not deciding:
        faults = ["no field that matters was tried"]
    told = f"The old model stays: {'; '.join(faults)}." if faults else _promotion(deciding)
    return Decision(not faults, told, changes)


@dataclass(frozen=True, slots=True)
class _Tally:
    """Groups of tickets, and what both models made of them."""

    tickets: int
    old: float
    new: float
    squares: float
    """The differences of the groups, squared and summed up."""
    better: int
    worse: int

    @property
    def chance(self) -> float:
        """Give the chance of so many worse ones among those that differ, when both models are alike."""
        return at_least(self.worse, self.better + self.worse, 0.5)

    def interval(self) -> tuple[float, float]:
        """Give where the difference lies: two tickets are added, half a one in each cell of the table."""
        tickets = self.tickets + 2
        middle = (self.new - self.old) * self.tickets / tickets
        half = DEVIATIONS * sqrt(((self.squares + 1) / tickets - middle**2) / tickets)
        return max(-1.0, middle - half), min(1.0, middle + half)


def _change(trial: Trial) -> Change:
    if trial.weight < 0:
        message = f"A weight is 0 or more; {trial.field} has {trial.weight:g}."
        raise ValueError(message)
    results, tally, tried_on = _judged(trial)
    low, high = tally.interval()
    return Change(
        field=trial.field,
        matters=trial.weight > 0,
        tickets=tally.tickets,
        old=tally.old,
        new=tally.new,
        low=low,
        high=high,
        better=tally.better,
        worse=tally.worse,
        chance=tally.chance,
        tried_on=tried_on,
        fault=next(_faults(trial, results, tally, tried_on), ""),
    )


def _judged(trial: Trial) -> tuple[Results, _Tally, str]:
    """Choose the results that decide, and tell what they are."""
    results, other = trial.held_back, trial.out_of_fold
    tally = _tally(results)
    if tally.tickets >= ENOUGH:
        return results, tally, _counted(tally.tickets)
    if other is None or not len(other.old):
        return results, tally, f"only {_counted(tally.tickets)}"
    known = _tally(other)
    few = f"as only {_counted(tally.tickets)} could be held back"
    return other, known, f"{_counted(known.tickets)} out of fold, {few}"


def _tally(results: Results, *, of: NDArray[np.bool_] | None = None) -> _Tally:
    """Count groups, each by the mean of its tickets; of all tickets, or of those that are marked."""
    old, new, groups = (np.asarray(side) for side in (results.old, results.new, results.groups))
    if not len(old) == len(new) == len(groups) or len(results.truth) not in {0, len(old)}:
        counts = f"{len(old)}, {len(new)} and {len(groups)}, and {len(results.truth)} labels"
        message = f"Each ticket needs an old result, a new one and a group; there are {counts}."
        raise ValueError(message)
    if of is not None:
        old, new, groups = old[of], new[of], groups[of]
    _, places, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    ours, theirs = (np.bincount(places, side, len(sizes)) for side in (new, old))
    turned = (ours - theirs) / sizes
    count = len(sizes)
    return _Tally(
        tickets=count,
        old=float((theirs / sizes).mean()) if count else 0.0,
        new=float((ours / sizes).mean()) if count else 0.0,
        squares=float(turned @ turned),
        better=int((turned > 0).sum()),
        worse=int((turned < 0).sum()),
    )


def _faults(trial: Trial, results: Results, tally: _Tally, tried_on: str) -> Iterator[str]:
    """Name what speaks against the new model, the gravest first."""
    if not tally.tickets:
        yield "was tried on no ticket"
        return
    fall = f"falls from {tally.old:.0%} to {tally.new:.0%} on {tried_on}"
    if tally.worse > tally.better and tally.chance <= CHANCE:
        yield f"{fall}, more than chance explains"
    yield from _contradicted(trial.older)
    yield from _lost(results)
    if tally.new - tally.old < -TOLERANCE - 1e-9 and not trial.learnt:
        yield f"{fall}; it may be chance, but nothing is won by it"
    grown = results.new_calibration - results.old_calibration
    if grown > CALIBRATION_TOLERANCE + 1 / sqrt(tally.tickets):
        before, after = f"{results.old_calibration:.2f}", f"{results.new_calibration:.2f}"
        yield f"claims odds further from the truth: its calibration error grows from {before} to {after}"


def _contradicted(older: Results | None) -> Iterator[str]:
    """Say whether what is newest makes older tickets worse."""
    if older is None:
        return
    tally = _tally(older)
    if tally.worse > tally.better and tally.chance <= CONTRADICTION:
        asked = f"of {_counted(tally.tickets)} before"
        rights = f"{tally.old:.0%} were right without it and {tally.new:.0%} with it"
        yield f"is contradicted by what is newest: {asked} {rights}"


def _lost(results: Results) -> Iterator[str]:
    """Name the labels that are worse than chance explains; the more labels, the more it must take."""
    if not len(results.truth):
        return
    truth = np.asarray(results.truth)
    labels = np.unique(truth)
    for label in labels:
        tally = _tally(results, of=truth == label)
        if tally.worse > tally.better and tally.chance <= CHANCE / len(labels):
            found = f"{tally.old:.0%} were found and now {tally.new:.0%}"
            yield f"loses {label}: of {_counted(tally.tickets)} {found}"


def _promotion(changes: Sequence[Change]) -> str:
    """Tell how the fields changed, and by what they were judged."""
    told = []
    for change in changes:
        alike = f"{change.old:.0%}" == f"{change.new:.0%}"
        way = "stays at" if alike else f"goes from {change.old:.0%} to"
        told.append(f"{change.field} {way} {change.new:.0%} on {change.tried_on}")
    return f"The new model takes over: {'; '.join(told)}."


def _counted(tickets: int) -> str:
    return f"{tickets:,} ticket{'' if tickets == 1 else 's'}"
