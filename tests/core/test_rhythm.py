"""A rhythm says which tick was the last at a moment, from that moment alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.core.rhythm import Cron, Every

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
SPANS = st.timedeltas(timedelta(milliseconds=1), timedelta(days=400))
BERLIN = ZoneInfo("Europe/Berlin")


@given(MOMENTS, SPANS)
def test_a_span_has_its_last_tick_within_one_span(at: datetime, span: timedelta) -> None:
    """And that tick is its own last tick, on whichever machine it is asked for."""
    tick = Every(span).last(at)

    assert at - span < tick <= at
    assert Every(span).last(tick) == tick
    assert Every(span).last(tick + span) == tick + span


@given(MOMENTS)
def test_cron_ticks_at_its_minute_and_not_a_moment_before(at: datetime) -> None:
    """At 3 in the morning sharp the tick is there; a microsecond earlier it is yesterday's."""
    daily = Cron("0 3 * * *")

    tick = daily.last(at)

    assert (tick.hour, tick.minute, tick.second, tick.microsecond) == (3, 0, 0, 0)
    assert at - timedelta(days=1) < tick <= at
    assert daily.last(tick) == tick
    assert daily.last(tick - timedelta(microseconds=1)) == tick - timedelta(days=1)


def test_cron_keeps_to_the_clock_on_the_wall() -> None:
    """In Berlin three o'clock is another moment in summer; the tick is told in UTC."""
    daily = Cron("0 3 * * *", BERLIN)

    winter = daily.last(datetime(2026, 3, 28, 12, tzinfo=UTC))
    summer = daily.last(datetime(2026, 3, 30, 12, tzinfo=UTC))

    assert winter == datetime(2026, 3, 28, 2, tzinfo=UTC)
    assert summer == datetime(2026, 3, 30, 1, tzinfo=UTC)
    assert summer.tzinfo is UTC


@pytest.mark.parametrize("words", ["", "often", "61 * * * *", "0 3 * *", "0 0 31 2 *"])
def test_words_that_cron_does_not_understand_are_refused_when_they_are_written(words: str) -> None:
    """Not at the first tick, in the night."""
    with pytest.raises(ValueError, match="cron does not understand"):
        Cron(words)
