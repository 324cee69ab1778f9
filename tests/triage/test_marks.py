"""The marks of urgency: each grade half a point, between 1 and 5, in words that can be said."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.triage.blend import SCALES
from firstline.triage.marks import CAP, FLOOR, MARKS, POINT, TITLES, urgency_of

GRADES = st.fixed_dictionaries({mark: st.integers(0, len(names) - 1) for mark, names in MARKS.items()})
EXPECTED = st.dictionaries(st.sampled_from(list(MARKS)), st.floats(0, 3))


@given(EXPECTED)
def test_the_urgency_lies_between_one_and_five(grades: dict[str, float]) -> None:
    """Whichever marks are named, and also for grades that are only expected."""
    assert FLOOR <= urgency_of(grades) <= CAP


@given(GRADES)
def test_the_urgency_of_whole_grades_is_a_step_that_heads_know(grades: dict[str, int]) -> None:
    """Half a point each, and no more than eight of them count."""
    steps = SCALES["urgency"].labels

    assert f"{urgency_of(grades):.1f}" in steps
    assert steps.index(f"{urgency_of(grades):.1f}") == min(sum(grades.values()), 8)


@given(GRADES, st.sampled_from(list(MARKS)))
def test_the_urgency_grows_with_each_mark(grades: dict[str, int], mark: str) -> None:
    """Never the other way, and below the cap by half a point a grade."""
    rising = [urgency_of({**grades, mark: grade}) for grade in range(len(MARKS[mark]))]

    assert all(after - before == POINT or after == CAP for before, after in pairwise(rising))
    assert rising == sorted(rising)


@pytest.mark.parametrize("mark", MARKS)
def test_one_mark_alone_is_no_emergency(mark: str) -> None:
    """However high its grade: it takes a second reason to reach 4."""
    assert FLOOR < urgency_of({mark: len(MARKS[mark]) - 1}) < 4.0


def test_each_mark_has_a_title_and_a_name_for_each_grade() -> None:
    """And no two reasons of different marks or grades read the same."""
    said = [f"{TITLES[mark]}: {name}" for mark, names in MARKS.items() for name in names]

    assert list(TITLES) == list(MARKS)
    assert len(said) == len(set(said))
    assert all(name and name == name.strip() for names in MARKS.values() for name in names)


def test_a_name_that_is_no_mark_counts_for_nothing() -> None:
    """Loudness, for one."""
    assert urgency_of({"loud": 3, "harm": 1}) == urgency_of({"harm": 1})
