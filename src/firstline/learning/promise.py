"""From what confidence on may the desk act by itself? The operator asks for a precision; labels find it.

The labels' out-of-fold confidences are looked at from the surest down, a per cent of them at a time. A look
passes when the share that was right is the promised one at least, and when so few mistakes would be unlikely
if the truth lay more than `SLACK` below the promise. The lowest threshold whose look passes is taken.

Who looks often is sometimes fooled by chance, so each look must be the more convincing, the more looks there
are (Pocock, Group sequential methods, 1977): all of them together are fooled by a voice whose precision is
below the promise minus `SLACK` in at most `DOUBT` of the draws. That is counted exactly, for a voice that is
just that bad everywhere, so that its confidences say nothing; one that is bad only lower down fools fewer.
To stop at the first look that fails would need no such care, but one early mistake would then hide the rest.

What always holds: only the order of the confidences counts, not whether they are well calibrated; equal
confidences stand or fall together; too few labels, or too many mistakes, give no threshold and a sentence.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, floor, log, log10
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firstline.learning.binomial import Chances, at_least, chances, lower_bound
from firstline.learning.metrics import Point, curve, cuts
from firstline.triage.heads import Head
from firstline.triage.learned import Learned
from firstline.triage.starter import CATEGORY

Counts: TypeAlias = NDArray[np.int64]

USUAL: Final = 0.95
"""The precision that is asked for, unless the operator asks for another."""
SLACK: Final = 0.02
"""How far the delivered precision may stay below the promise: what the desk promises of its promises."""
DOUBT: Final = 0.05
"""In how many draws of labels chance alone may fool the looks: 1 of 20. That is half of the 1 in 10 in which
the delivered precision may stay further below; the other half is for what no counting of answers sees, that
the head which acts is not one of those that gave them. Chosen on 30 draws each of 200, 500 and 1,000 labels
of Banking77: with 0.1 the promise was kept in 28, 29 and 26 of them, with 0.05 in 29, 30 and 28."""
FIRST_LOOK: Final = 0.1
"""The least coverage that is looked for: less would not be worth the looks."""
LOOKS: Final = 100
"""A per cent of coverage from one to the next."""
HALVINGS: Final = 12
"""Of the interval in which the level of a look lies: to the fourth decimal."""
CONVINCED: Final = 1.96
"""Standard deviations by which a look is roughly above its floor, where what is missing is guessed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the labels say of a precision that was asked for."""

    asked: float
    labels: int
    threshold: float | None
    """Act from this confidence on; `None`: it cannot be known yet."""
    coverage: float
    """The share of the labels at or above it."""
    precision: float | None
    """The share of those that were right."""
    proven: float | None
    """The precision that those prove at least, with all looks considered."""
    missing: int | None
    """Roughly how many more labels it takes; `None` when it is known, or when more like these do not help."""
    sentence: str
    curve: tuple[Point, ...]


def keepable(confidence: ArrayLike, right: ArrayLike, promise: float) -> Promise:
    """Find the lowest threshold that keeps a promise in (`SLACK`, 1], such as 0.95; both arrays (n,), n >= 0.

    Raises:
        ValueError: when the promise or a confidence cannot be, or the sides differ in length.

    >>> sure = np.linspace(1, 0, 500)
    >>> found = keepable(sure, sure > 0.2, 0.95)
    >>> round(found.coverage, 2), round(found.precision, 3)
    (0.83, 0.964)
    >>> keepable([0.9, 0.8], [True, True], 0.95).sentence
    'Nobody can know yet: even without a mistake it takes 42 labels to promise 95%, and there are 2.'
    """
    if not SLACK < promise <= 1:
        message = f"A promise is a precision above {SLACK:g} and at most 1, such as 0.95, not {promise:g}."
        raise ValueError(message)
    if not np.size(confidence) and not np.size(right):
        return _unknown(promise, NOTHING, ())
    seen, points = _seen(confidence, right), curve(confidence, right)
    limits, doubt = _limits(tuple(seen.counts.tolist()), promise)
    passed = np.flatnonzero(seen.mistakes <= limits)
    if not len(passed):
        return _unknown(promise, seen, points)
    return _known(promise, seen, int(passed[-1]), doubt, points)


def promised(head: Head, promise: float) -> tuple[Head, Promise]:
    """Let a head act from where its own answers keep a promise; as `keepable` has it.

    Raises:
        ValueError: when the promise cannot be, or the head has no answers.
    """
    if head.answers is None:
        message = f"The head of {head.about} has no answers to find a threshold by."
        raise ValueError(message)
    found = keepable(head.answers.confidence, head.answers.right, promise)
    return replace(head, auto=found.threshold), found


def with_promise(learned: Learned, promise: float) -> Learned:
    """Let what every desk knows act from where it keeps a promise, while the desk has no labels of its own.

    Raises:
        ValueError: when the promise cannot be.
    """
    if not learned.tongues:
        return learned
    learned = replace(learned, promise=promise)
    starter = learned.starter
    head = None if starter is None else starter.heads.get(CATEGORY)
    if starter is None or head is None or head.answers is None:
        return learned
    heads = {**starter.heads, CATEGORY: promised(head, promise)[0]}
    return replace(learned, starter=replace(starter, heads=heads))


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What each look sees, the surest first."""

    thresholds: NDArray[np.float64]
    counts: Counts
    hits: Counts

    @property
    def mistakes(self) -> Counts:
        return self.counts - self.hits

    @property
    def labels(self) -> int:
        return int(self.counts[-1]) if len(self.counts) else 0


NOTHING: Final = _Seen(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))


def _seen(confidence: ArrayLike, right: ArrayLike) -> _Seen:
    """Choose the cuts that are looked at: nothing but the confidences has a say in it."""
    thresholds, counts, hits = cuts(confidence, right)
    wanted = np.arange(round(FIRST_LOOK * LOOKS), LOOKS + 1) / LOOKS * counts[-1]
    kept = np.unique(np.searchsorted(counts, wanted - 0.5, side="left"))
    return _Seen(thresholds[kept], counts[kept], hits[kept])


def _known(promise: float, seen: _Seen, look: int, doubt: float, points: tuple[Point, ...]) -> Promise:
    threshold, count, hits = float(seen.thresholds[look]), int(seen.counts[look]), int(seen.hits[look])
    coverage, precision, proven = count / seen.labels, hits / count, lower_bound(hits, count, 1 - doubt)
    sentence = (
        f"At {threshold:.2f} and above the desk decides {_percent(coverage)} by itself: of {count:,} labels "
        f"there {_percent(precision)} were right, which proves {_percent(proven)}."
    )
    return Promise(promise, seen.labels, threshold, coverage, precision, proven, None, sentence, points)


def _unknown(promise: float, seen: _Seen, points: tuple[Point, ...]) -> Promise:
    missing, sentence = _why(promise, seen)
    return Promise(promise, seen.labels, None, 0.0, None, None, missing, sentence, points)


def _why(promise: float, seen: _Seen) -> tuple[int | None, str]:
    """Say why nothing can be promised, and how many labels are missing."""
    asked, least = _percent(promise), _least(promise)
    if seen.labels < least:
        there = f"there {'is' if seen.labels == 1 else 'are'} {seen.labels}"
        even = f"even without a mistake it takes {least} labels to promise {asked}"
        return least - seen.labels, f"Nobody can know yet: {even}, and {there}."
    missing = _missing(promise, seen)
    if missing:
        few = f"{seen.labels:,} labels do not prove {asked}"
        return missing, f"Nobody can know yet: {few}; roughly {missing:,} more like them would."
    best = int(np.argmax(seen.hits / seen.counts))
    surest = f"of the surest {seen.counts[best]:,} labels {_percent(seen.hits[best] / seen.counts[best])}"
    return None, f"No confidence is high enough for {asked}: even {surest} were right."


def _missing(promise: float, seen: _Seen) -> int | None:
    """Guess how many labels would do, were they like these; none when these rule the promise out."""
    guesses = []
    for count, mistakes in zip(seen.counts.tolist(), seen.mistakes.tolist(), strict=True):
        if at_least(mistakes, count, 1 - promise) > DOUBT:
            share = max(promise, (count - mistakes + 0.5) / (count + 1))
            above = CONVINCED**2 * share * (1 - share) / (share - promise + SLACK) ** 2
            guesses.append(max(above, _least(promise)) * seen.labels / count)
    return _rounded(max(min(guesses) - seen.labels, seen.labels / 10)) if guesses else None


def _least(promise: float) -> int:
    """Count the labels that it takes when all of them are right."""
    return ceil(log(DOUBT) / log(promise - SLACK))


@lru_cache(maxsize=64)
def _limits(looks: tuple[int, ...], promise: float) -> tuple[Counts, float]:
    """Find how many mistakes each look may have, and how much doubt that leaves to a single look."""
    false = 1 - promise + SLACK
    most = [int((1 - promise) * look + 1e-9) for look in looks]
    tails = [np.cumsum(chances(look, false, last=limit)) for look, limit in zip(looks, most, strict=True)]
    low, high = 0.0, DOUBT
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fooled = _fooled(looks, _unlikely(tails, middle), false)
        low, high = (middle, high) if fooled <= DOUBT else (low, middle)
    return _unlikely(tails, low), low


def _unlikely(tails: list[Chances], doubt: float) -> Counts:
    """Give each look's greatest number of mistakes that is so unlikely; -1 where even none is likelier."""
    return np.array([np.searchsorted(tail, doubt, side="right") - 1 for tail in tails], np.int64)


def _fooled(looks: tuple[int, ...], limits: Counts, false: float) -> float:
    """Count exactly how likely any look passes when each label is a mistake by such a chance.

    What is carried from look to look are the chances of each number of mistakes while none has passed yet.
    """
    fooled, before, waiting, most = 0.0, 0, np.ones(1), max(int(limits.max()), 0) + 1
    for look, limit in zip(looks, limits.tolist(), strict=True):
        waiting = np.convolve(waiting, chances(look - before, false, last=most))[:most]
        fooled += float(waiting[: limit + 1].sum())
        waiting[: limit + 1] = 0
        before = look
    return fooled


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"


def _rounded(number: float) -> int:
    """Round up to two digits: it is a guess."""
    step = 10 ** max(0, floor(log10(number)) - 1)
    return int(ceil(number / step) * step)
