"""What every request must know is known without asking the database, and soon after it changed."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from firstline.core.access import LOCAL
from firstline.flows.desk import Desk
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.switch import switch_llm
from firstline.flows.taxonomy import replace_taxonomy
from firstline.run.wiring import watched_board
from firstline.store.db import Connection
from firstline.triage.labels import first_taxonomy
from tests.make import make_ticket

CHARGED = "I was charged twice, please help!"
CATEGORIES = first_taxonomy().categories
TO_MONEY = [replace(one, team="money") if one.name == "billing" else one for one in CATEGORIES]


def test_this_process_follows_its_own_change_at_once(desk: Desk) -> None:
    """The very next message."""
    before = make_ticket(desk, CHARGED)
    replace_taxonomy(desk, TO_MONEY, by=LOCAL)

    after = make_ticket(desk, CHARGED)

    assert (before.team, after.team) == ("finance", "money")


def test_another_process_follows_with_its_next_look(desk: Desk) -> None:
    """Which it takes again and again."""
    other = replace(desk, board=Noticeboard())
    with watched_board(other, every=0.01):
        replace_taxonomy(desk, TO_MONEY, by=LOCAL)
        give_up_at = time.monotonic() + 5
        while other.board.taxonomy.version == 1 and time.monotonic() < give_up_at:
            time.sleep(0.01)

        assert make_ticket(other, CHARGED).team == "money"


def test_a_look_that_began_before_a_change_does_not_cover_it(desk: Desk) -> None:
    """What this process has pinned up stays."""

    @contextmanager
    def slowly() -> Iterator[Connection]:
        with desk.read() as db:
            yield db
        replace_taxonomy(desk, TO_MONEY, by=LOCAL)

    desk.board.look(slowly)

    assert desk.board.taxonomy.version == 2


def test_no_message_asks_for_the_taxonomy(desk: Desk) -> None:
    """The statements of an intake are the same with and without one of the desk's own."""
    replace_taxonomy(desk, TO_MONEY, by=LOCAL)

    def never() -> AbstractContextManager[Connection]:
        message = "a message asked"
        raise AssertionError(message)

    assert make_ticket(replace(desk, read=never), CHARGED).team == "money"


def test_the_switch_of_another_process_is_seen_with_the_next_look(desk: Desk) -> None:
    """Here it holds at once; whoever takes messages in asks no database for it."""
    other = replace(desk, board=Noticeboard())
    seen = []

    for on in (True, False):
        switch_llm(desk, on=on)
        seen.append((desk.board.use_llm, other.board.use_llm))
        other.board.look(desk.read)
        seen.append((desk.board.use_llm, other.board.use_llm))

    assert seen == [(True, False), (True, True), (False, True), (False, False)]
