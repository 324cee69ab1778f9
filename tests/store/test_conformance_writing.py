"""A write is answered to whoever asked for it, even when the writer is quicker than the one who asks."""

import time
from queue import SimpleQueue
from typing import Any

import pytest

from firstline.store import writers
from tests.make import opened


class SlowToReturn(SimpleQueue[Any]):
    """A queue whose caller falls asleep just after putting something in."""

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ANN401, FBT001, FBT002 - as the queue's own
        """Put it in, and let the other side take it long before this side goes on."""
        super().put(item, block, timeout)
        time.sleep(0.05)


def test_a_caller_who_dozes_off_is_answered_all_the_same(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored by then is not answered with an error of ours."""
    monkeypatch.setattr(writers, "SimpleQueue", SlowToReturn)

    with opened(sqlite_url) as database:
        assert database.write(lambda _: "stored") == "stored"
