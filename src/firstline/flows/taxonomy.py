"""The desk's categories: look at them, replace them as a whole, and put what becomes of them in force.

What always holds: the teams that a taxonomy names exist, and a category that tickets have is not removed but
retired. What names a label that has gone elsewhere follows: views and canned replies in the same transaction,
tickets and examples in a step. This process follows the new taxonomy at once, every other one within about a
second.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from firstline.core.access import Principal
from firstline.core.errors import Conflict, Invalid
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.relabel import relabel
from firstline.store import events, jobs, tallies, taxonomies, teams
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.reorganised import settled
from firstline.tickets.taxonomy import Category, Rule, Taxonomy, faults
from firstline.tickets.whereabouts import Moves, now_called, spoken
from firstline.triage.own_rules import own_words_of

STEP: Final = "refile"
"""Moves tickets and examples to where their labels have gone: `refile.py`."""
NOTHING_MORE: Final[Mapping[str, object]] = {}


class CategoryInUse(Conflict):
    """Tickets have the category that shall be removed."""

    code = "category_in_use"


class StillMoving(Conflict):
    """A name is given again while tickets that had it are moving elsewhere."""

    code = "still_moving"


def load_taxonomy(db: Connection) -> Taxonomy:
    """Give the taxonomy as it stands, inside the caller's transaction."""
    return taxonomies.load(db)


def read_taxonomy(desk: Desk) -> Taxonomy:
    """Give the taxonomy as it stands."""
    with desk.read() as db:
        return taxonomies.load(db)


def replace_taxonomy(  # noqa: PLR0913 - all that a taxonomy has
    desk: Desk,
    categories: Sequence[Category],
    *,
    moves: Moves | None = None,
    rules: Sequence[Rule] | None = None,
    by: Principal,
    expected: Expected = None,
) -> Taxonomy:
    """Put other categories in place of those that are there; the same ones leave no trace.

    Args:
        desk: whose taxonomy it is.
        categories: all of them, in the order in which people shall see them; those whose tickets are just
            moving elsewhere stay, named or not.
        moves: where labels have gone; None: as it is known.
        rules: all of them; None: as they are.
        by: who does it.
        expected: the versions that the caller has seen; None: whatever it is.

    Raises:
        Invalid: when they cannot be a taxonomy, or a new rule has no word that a message could hold.
        CategoryInUse: when one is missing that tickets have.
        StillMoving: when a name is given again whose tickets are just moving elsewhere.
        Outdated: when somebody else has changed the taxonomy since.
    """

    def after(before: Taxonomy) -> Taxonomy:
        given = Taxonomy(
            before.version,
            (*categories, *_left_out(before, categories)),
            before.moves if moves is None else moves,
            before.rules if rules is None else tuple(rules),
        )
        return settled(given) if moves is None else given

    return put_in_force(desk, after, by=by, expected=expected)


def put_in_force(
    desk: Desk,
    change: Callable[[Taxonomy], Taxonomy],
    *,
    by: Principal,
    expected: Expected = None,
    why: Mapping[str, object] = NOTHING_MORE,
) -> Taxonomy:
    """Put what a change makes of the taxonomy in force, and let follow what follows from it.

    Whatever names a label that has gone is brought under its present name: views and canned replies at once,
    tickets and examples by a step (`refile.py`). The event log tells `why`, where there is more to tell.

    Raises:
        Invalid: when it cannot be a taxonomy, or a new rule has no word that a message could hold.
        CategoryInUse: when a category is missing that tickets have.
        StillMoving: when a name is given again whose tickets are just moving elsewhere.
        Outdated: when somebody else has changed the taxonomy since.
    """
    found = desk.write(lambda db: _put(desk, db, change, by, expected, why))
    desk.board.pin_taxonomy(found)
    desk.nudge()
    return found


def _put(  # noqa: PLR0913, PLR0917 - all of the situation
    desk: Desk,
    db: Connection,
    change: Callable[[Taxonomy], Taxonomy],
    by: Principal,
    expected: Expected,
    why: Mapping[str, object],
) -> Taxonomy:
    teams.keep_alone(db)
    before = taxonomies.load_alone(db)
    check_version(before.version, expected, thing="taxonomy", current=before)
    after = change(before)
    for fault in faults(after):
        raise Invalid(fault.sentence, field=".".join(map(str, fault.where)))
    if after == before:
        return before
    _check_words(before, after)
    _check_use(db, before, after)
    _check_names(db, before, after)
    _make_teams(db, before.teams | after.teams)
    at = desk.clock()
    after = taxonomies.save(db, after, at=at)
    events.add(db, None, Event("taxonomy.changed", by.name, {**_difference(before, after), **why}, at))
    if after.moves != before.moves:
        relabel(db, after, by=by, at=at)
        desk.queue.put(db, STEP, 0, key=f"{STEP}:{after.version}")
    return after


def _left_out(before: Taxonomy, categories: Sequence[Category]) -> list[Category]:
    """Name the categories that are on their way elsewhere, and that nobody has named."""
    named = {one.name for one in categories}
    return [one for one in before.categories if one.name in before.leaving - named]


def _check_words(before: Taxonomy, after: Taxonomy) -> None:
    """Refuse a new rule that could never speak; an old one harms nobody."""
    known = {rule.words for rule in before.rules}
    for place, rule in enumerate(after.rules):
        if rule.words not in known and not own_words_of(rule):
            message = f"{rule.words!r} has no word for which a message could be searched."
            raise Invalid(message, field=f"rules.{place}.words")


def _check_use(db: Connection, before: Taxonomy, after: Taxonomy) -> None:
    removed = [category.name for category in before.categories if after.find(category.name) is None]
    if not removed:
        return
    counts = tallies.read(db)
    used = [name for name in removed if counts[f"category:{name}"] > 0]
    if used:
        message = f"Tickets have the category {', '.join(used)}: set `retired` instead of leaving it out."
        raise CategoryInUse(message)


def _check_names(db: Connection, before: Taxonomy, after: Taxonomy) -> None:
    """Refuse a name that comes back while what had it is moving to a place that is not called so."""
    back = [old for old in before.moves if old not in after.moves and after.has(old)]
    others = [old for old in back if now_called(after.moves, before.moves[old]) != old]
    if others and jobs.is_alive(db, STEP):
        name, now = others[0], now_called(before.moves, others[0])
        message = f"{spoken(name)} is {spoken(now)} now, and tickets are still moving there: wait a moment."
        raise StillMoving(message)


def _make_teams(db: Connection, slugs: AbstractSet[str]) -> None:
    """Give teams that have no row yet one; those that the taxonomy leaves may still have tickets."""
    there = {team.slug for team in teams.every(db)}
    for slug in sorted(slugs - there):
        teams.add(db, slug, name_of(slug))


def name_of(slug: str) -> str:
    """Name a team that nobody has named yet.

    >>> name_of("technical_support")
    'Technical Support'
    """
    return slug.replace("_", " ").replace("-", " ").title()


def _difference(before: Taxonomy, after: Taxonomy) -> dict[str, object]:
    """Tell what changed, without repeating what did not."""
    old = {category.name: category for category in before.categories}
    new = {category.name: category for category in after.categories}
    return {
        "version": after.version,
        "order": list(new),
        "removed": [name for name in old if name not in new],
        "changed": [_told(category) for name, category in new.items() if category != old.get(name)],
        **_more(before, after),
    }


def _more(before: Taxonomy, after: Taxonomy) -> dict[str, object]:
    """Tell where labels went, and how many rules there are, where that changed."""
    moved = {old: new for old, new in after.moves.items() if before.moves.get(old) != new}
    rules = {} if after.rules == before.rules else {"rules": len(after.rules)}
    return {**({"moved": moved} if moved else {}), **rules}


def _told(category: Category) -> dict[str, object]:
    """Tell a category without its texts, which may be long."""
    names = ("name", "title", "team", "subcategories", "retired")
    return {name: getattr(category, name) for name in names}
