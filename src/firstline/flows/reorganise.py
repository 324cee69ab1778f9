"""Rename a category, merge some into another, or split one: the taxonomy changes, and history stays right.

What becomes of the taxonomy is decided by `tickets/reorganised.py` and in force at once. Tickets and examples
follow by a step (`refile.py`); until they have, the old category stays, retired, and whoever asks for either
name finds both.

What always holds: priority, due time and team of a ticket do not change by a new name; nothing that was
decided earlier is rewritten; and whoever uses an old name is led to the present one.
"""

from dataclasses import dataclass, replace

from firstline.core.access import Principal
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.taxonomy import put_in_force
from firstline.learning.examples import LEFT
from firstline.store import examples, taxonomies, tickets
from firstline.store.db import Connection
from firstline.tickets.reorganised import Change, reorganised
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import APART, Moves


@dataclass(frozen=True, slots=True)
class Reorganised:
    """The taxonomy after a change, and what moves because of it."""

    taxonomy: Taxonomy
    moved: Moves
    """The labels that go elsewhere."""
    tickets: int
    """Those that had such a label when the change was made."""
    examples: int
    """Labelled messages that did."""


def outlook(desk: Desk, change: Change) -> Reorganised:
    """Say what a change would do, and change nothing.

    Raises:
        Invalid: when it names what there is not, or what it would make cannot be a taxonomy.
        NameTaken: when the new name is another one's.
    """
    with desk.read() as db:
        return _outlook(db, taxonomies.load(db), change)


def reorganise(desk: Desk, change: Change, *, by: Principal, expected: Expected = None) -> Reorganised:
    """Make a change of the taxonomy, and let tickets and examples follow.

    Raises:
        Invalid: when it names what there is not, or what it would make cannot be a taxonomy.
        NameTaken: when the new name is another one's.
        StillMoving: when the new name was another one's whose tickets are just moving.
        Outdated: when somebody else has changed the taxonomy since.
    """
    with desk.read() as db:
        before = taxonomies.load(db)
        check_version(before.version, expected, thing="taxonomy", current=before)
        seen = _outlook(db, before, change)
    taxonomy = put_in_force(desk, lambda now: reorganised(now, change), by=by, expected=expected)
    desk.board.look(desk.read)  # so that the next message is judged under the new names
    return replace(seen, taxonomy=taxonomy)


def _outlook(db: Connection, before: Taxonomy, change: Change) -> Reorganised:
    after = reorganised(before, change)
    moved = {old: new for old, new in after.moves.items() if old not in before.moves}
    return Reorganised(after, moved, tickets.count_at(db, moved), _count_examples(db, moved))


def _count_examples(db: Connection, moved: Moves) -> int:
    whole = {label for label in moved if APART not in label}
    parts = {label for label in moved if APART in label}
    labels = {"category": whole, "subcategory": parts}
    return examples.count_labelled(db, labels | {f"{LEFT}{about}": some for about, some in labels.items()})
