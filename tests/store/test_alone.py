"""Commands that need a database to themselves wait a moment for one that just ends."""

import threading
import time

from sqlalchemy import text

from firstline.store import alone
from firstline.store.alone import alone_with
from firstline.store.migrate import upgrade


def test_a_command_that_just_ends_is_waited_for(empty_url: str) -> None:
    """PostgreSQL keeps a closed connection's lock for a moment."""
    upgrade(empty_url)
    inside, ended = threading.Event(), []

    def other() -> None:
        with alone_with(empty_url):
            inside.set()
            time.sleep(0.4)
            ended.append(time.monotonic())

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait(10)

    with alone_with(empty_url) as engine, engine.begin() as db:
        came = time.monotonic()
        assert db.execute(text("SELECT 1")).scalar() == 1
    thread.join()

    assert ended[0] <= came < ended[0] + alone.PATIENCE
