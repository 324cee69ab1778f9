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
from firstline.flows.retell import Judged, Places, retell
from firstline.store import agents, imports, tallies
from firstline.store.db import Connection
from firstline.store.imports import WholeTicket
from firstline.tickets.tally import tally_of


@dataclass(frozen=True, slots=True)
class Kept:
    """How many are new, and what was there under its reference."""

    tickets: int
    customers: int
    there: AbstractSet[tuple[str, str]]


def keep(db: Connection, judged: Sequence[Judged], *, at: datetime) -> Kept:
    """Store those conversations that are not there."""
    imports.hold_people(db, [one.story.incoming.caller for one in judged])
    there = _hold_and_look(db, judged)
    new = [one for one in judged if one.story.place not in there]
    if not new:
        return Kept(0, 0, there)
    people = imports.find_or_add_people(db, [one.story.incoming.caller for one in new], at=at)
    wholes = [retell(one, places) for one, places in zip(new, _places(db, new, people, at), strict=True)]
    imports.add(db, wholes, at=at)
    tallies.add(db, _sum(wholes))
    return Kept(len(new), people.new, there)


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


def _places(db: Connection, new: Sequence[Judged], people: imports.People, at: datetime) -> Iterator[Places]:
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
            at=at,
        )


def _team(db: Connection, new: Sequence[Judged], at: datetime) -> dict[str, AgentId]:
    names = sorted({name for one in new for name in one.story.agents})
    return {name: agents.find_or_add(db, name, at=at) for name in names}


def _sum(wholes: Iterable[WholeTicket]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for whole in wholes:
        sums.update(tally_of(whole.ticket))
    return sums
