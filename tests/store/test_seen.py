"""How often something was seen is counted exactly, in little memory."""

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.store.seen import Seen


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Begin to count."""
    with closing(Seen()) as found:
        yield found


@given(st.lists(st.binary(max_size=2)))
def test_each_mark_is_counted_for_itself(marks: list[bytes]) -> None:
    """As a counter in memory would."""
    counted: Counter[bytes] = Counter()
    with closing(Seen()) as seen:
        for mark in marks:
            counted[mark] += 1
            assert seen.again(mark) == counted[mark]


def test_many_marks_need_little_memory(seen: Seen) -> None:
    """Four hundred thousand would be 60 MB as a dictionary."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for number in range(400_000):
        seen.again((number * 0x9E3779B97F4A7C15 % 2**128).to_bytes(16))

    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 30
    assert seen.again((7 * 0x9E3779B97F4A7C15).to_bytes(16)) == 2
