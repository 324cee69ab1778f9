"""Store whole conversations, a hundred in one transaction, each once whoever else brings it.

All that a message brings with it is there: the bytes, the customer, the ticket, its thread, the verdicts, the
events, the sums. The names of what may be added are held before anybody looks whether it is there, customers
first and references then, as the doors do; so two runs at once, or a run and a door, make nothing twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from firstline.core.ids import AgentId, EntryId, TicketId
from firstline.flows.retell import retell
from firstline.flows.telling import Judged, Labels, Places
from firstline.store import accounts, agents, imports, tallies, teams
from firstline.store.customer_notes import Note
from firstline.store.db import Connection
from firstline.store.imports import Person, WholeTicket
from firstline.tickets.tally import tally_of
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Kept:
    """How many are new, and what was there under its reference."""

    tickets: int
    customers: int
    there: AbstractSet[tuple[str, str]]
    resting: Sequence[Ticket] = ()
    """Those of them that are snoozed."""
    unknown: AbstractSet[str] = frozenset()
    """What their files name and this desk does not know."""


def keep(db: Connection, judged: Sequence[Judged], *, taxonomy: Taxonomy, at: datetime) -> Kept:
    """Store those conversations that are not there."""
    imports.hold_people(db, [_person(one, at) for one in judged])
    there = _hold_and_look(db, judged)
    new = [one for one in judged if one.story.place not in there]
    if not new:
        return Kept(0, 0, there)
    people = imports.find_or_add_people(db, [_person(one, at) for one in new], at=at)
    labels = _labels(db, new, taxonomy)
    told = [retell(*pair) for pair in zip(new, _places(db, new, people, labels, at), strict=True)]
    wholes = [one.whole for one in told]
    imports.add(db, wholes, at=at)
    tallies.add(db, _sum(wholes))
    resting = [whole.ticket for whole in wholes if whole.ticket.snoozed_until is not None]
    return Kept(len(new), people.new, there, resting, frozenset[str]().union(*(one.unknown for one in told)))


def by_door(places: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Part references by their doors."""
    found: dict[str, list[str]] = {}
    for door, ref in places:
        found.setdefault(door, []).append(ref)
    return found


def _hold_and_look(db: Connection, judged: Sequence[Judged]) -> set[tuple[str, str]]:
    """Hold the references, and tell which of them are there."""
    doors = by_door(one.story.place for one in judged)
    for door in sorted(doors):
        imports.hold_refs(db, door, doors[door])
    return {(door, ref) for door in doors for ref in imports.refs_there(db, door, doors[door])}


def _person(judged: Judged, at: datetime) -> Person:
    """Name who wrote, with what the file knows of them."""
    caller, known = judged.story.incoming.caller, judged.story.customer
    if known is None:
        return Person(caller=caller)
    notes = [Note(0, one.author, one.text, one.written_at or at) for one in known.notes]
    return Person(caller=caller, identities=known.identities, name=known.name, email=known.email, notes=notes)


def _labels(db: Connection, new: Sequence[Judged], taxonomy: Taxonomy) -> Labels:
    """Name what labels there are; the teams beside the taxonomy's matter only to a history."""
    has_history = any(one.story.history for one in new)
    slugs = frozenset(team.slug for team in teams.every(db)) if has_history else frozenset[str]()
    return Labels(taxonomy=taxonomy, teams=slugs)


def _places(
    db: Connection, new: Sequence[Judged], people: imports.People, labels: Labels, at: datetime
) -> Iterator[Places]:
    """Draw numbers for everything, and find everybody who worked on it."""
    team = _team(db, new, at)
    tickets = imports.draw(db, "tickets", len(new))
    entries = iter(imports.draw(db, "entries", sum(one.story.length for one in new)))
    for one, ticket_id, customer in zip(new, tickets, people.found, strict=True):
        yield Places(
            ticket_id=TicketId(ticket_id),
            customer=customer,
            entry_ids=[EntryId(next(entries)) for _ in range(one.story.length)],
            agents=team,
            labels=labels,
            at=at,
        )


def _team(db: Connection, new: Sequence[Judged], at: datetime) -> dict[str, AgentId]:
    """Find who worked on it; only at a desk without accounts does a name become an agent."""
    names = sorted({name for one in new for name in one.story.agents})
    if not names or not accounts.exist(db):
        return {name: agents.find_or_add(db, name, at=at) for name in names}
    found = {name: agents.find(db, name) for name in names}
    return {name: agent_id for name, agent_id in found.items() if agent_id is not None}


def _sum(wholes: Iterable[WholeTicket]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for whole in wholes:
        sums.update(tally_of(whole.ticket))
    return sums
