"""The desk's categories: look at them, and replace them as a whole.

What always holds: the teams that a taxonomy names exist, and a category that tickets have is not removed but
retired. This process follows the new taxonomy at once, every other one within about a second.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from firstline.core.access import Principal
from firstline.core.errors import Conflict, Invalid
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.store import events, tallies, taxonomies, teams
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.taxonomy import Category, Taxonomy, problems


class CategoryInUse(Conflict):
    """Tickets have the category that shall be removed."""

    code = "category_in_use"


def load_taxonomy(db: Connection) -> Taxonomy:
    """Give the taxonomy as it stands, inside the caller's transaction."""
    return taxonomies.load(db)


def read_taxonomy(desk: Desk) -> Taxonomy:
    """Give the taxonomy as it stands."""
    with desk.read() as db:
        return taxonomies.load(db)


def replace_taxonomy(
    desk: Desk, categories: Sequence[Category], *, by: Principal, expected: Expected = None
) -> Taxonomy:
    """Put other categories in place of those that are there; the same ones leave no trace.

    Args:
        desk: whose taxonomy it is.
        categories: all of them, in the order in which people shall see them.
        by: who does it.
        expected: the versions that the caller has seen; None: whatever it is.

    Raises:
        Invalid: when they cannot be a taxonomy.
        CategoryInUse: when one is missing that tickets have.
        Outdated: when somebody else has changed the taxonomy since.
    """
    for problem in problems(categories):
        raise Invalid(problem.sentence, field=".".join(map(str, problem.where)))
    found = desk.write(lambda db: _replace(desk, db, tuple(categories), by, expected))
    desk.board.pin_taxonomy(found)
    return found


def _replace(
    desk: Desk, db: Connection, categories: tuple[Category, ...], by: Principal, expected: Expected
) -> Taxonomy:
    teams.keep_alone(db)
    before = taxonomies.load_alone(db)
    check_version(before.version, expected, thing="taxonomy", current=before)
    if categories == before.categories:
        return before
    after = Taxonomy(before.version, categories)
    _check_use(db, before, after)
    _make_teams(db, before.teams | after.teams)
    at = desk.clock()
    after = taxonomies.save(db, after, at=at)
    events.add(db, None, Event("taxonomy.changed", by.name, _difference(before, after), at))
    return after


def _check_use(db: Connection, before: Taxonomy, after: Taxonomy) -> None:
    removed = [category.name for category in before.categories if after.find(category.name) is None]
    if not removed:
        return
    counts = tallies.read(db)
    used = [name for name in removed if counts[f"category:{name}"] > 0]
    if used:
        message = f"Tickets have the category {', '.join(used)}: set `retired` instead of leaving it out."
        raise CategoryInUse(message)


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
    }


def _told(category: Category) -> dict[str, object]:
    """Tell a category without its texts, which may be long."""
    names = ("name", "title", "team", "subcategories", "retired")
    return {name: getattr(category, name) for name in names}
