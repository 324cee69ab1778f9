"""The sums beside the views are right, on a desk that counts them from the start and on one that did not."""

from collections import Counter
from datetime import timedelta
from importlib import import_module

from sqlalchemy import text

from firstline.core.access import LOCAL
from firstline.flows.assign import claim_ticket, hand_over_ticket
from firstline.flows.desk import Desk
from firstline.flows.resolve import resolve_ticket
from firstline.flows.snooze import snooze_ticket
from firstline.store import tallies
from firstline.store.db import Connection
from firstline.tickets import tally
from tests.make import MORNING, make_ticket

MIGRATION = import_module("firstline.store.migrations.versions.0003_lists_and_words")
LATER = MORNING + timedelta(days=1)
NAMES = ("open", "snoozed")


def test_a_migration_gives_the_sums_that_the_changes_would_have_given(desk: Desk) -> None:
    """Whatever the tickets have been through."""
    _fill(desk)

    with desk.read() as db:
        kept = {name: count for name, count in tallies.read(db).items() if count and name.startswith(NAMES)}
        assert _by_migration(db) == kept
    assert kept[tally.OPEN] == 4
    assert (kept[tally.SNOOZED], kept[tally.OPEN_UNASSIGNED], kept[tally.OPEN_PERSON]) == (1, 2, 2)


def _fill(desk: Desk) -> None:
    texts = ["My account is blocked", "I was charged twice", "Hm."] * 2
    made = [make_ticket(desk, words).id for words in texts]
    claim_ticket(desk, made[0], by=LOCAL)
    hand_over_ticket(desk, made[1], "Eve", by=LOCAL)
    snooze_ticket(desk, made[3], LATER, by=LOCAL)
    snooze_ticket(desk, made[4], LATER, by=LOCAL)
    resolve_ticket(desk, made[4], by=LOCAL)


def _by_migration(db: Connection) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for select in MIGRATION.TALLIES:
        counted.update({row[0]: row[1] for row in db.execute(text(select))})
    return dict(counted)
