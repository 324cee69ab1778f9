"""Teams on disk: their names and who is in them.

A team that only the taxonomy names has no row until somebody gives it a name or a member.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, insert, select, update

from firstline.core.ids import AgentId
from firstline.store.hold import hold
from firstline.store.schema import agents, team_members, teams


@dataclass(frozen=True, slots=True)
class Member:
    """An agent of a team."""

    id: AgentId
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who sees to a kind of matter."""

    slug: str
    name: str
    members: tuple[Member, ...] = field(default=())


def keep_alone(db: Connection) -> None:
    """Hold all teams: until the transaction ends nobody else makes, ends or names one in the taxonomy."""
    hold(db, "teams")


def every(db: Connection) -> list[Team]:
    """List the teams that have a row, by slug."""
    members: dict[str, list[Member]] = {}
    joined = select(team_members.c.team, agents.c.id, agents.c.name).join_from(team_members, agents)
    for slug, agent_id, name in db.execute(joined):
        members.setdefault(slug, []).append(Member(AgentId(agent_id), name))
    return [
        Team(slug, name, _in_order(members.get(slug, ())))
        for slug, name in sorted(map(tuple, db.execute(select(teams.c.slug, teams.c.name))))
    ]


def find(db: Connection, slug: str) -> Team | None:
    """Fetch a team that has a row."""
    name = db.execute(select(teams.c.name).where(teams.c.slug == slug)).scalar()
    if name is None:
        return None
    joined = select(agents.c.id, agents.c.name).join_from(team_members, agents)
    found = db.execute(joined.where(team_members.c.team == slug))
    return Team(slug, name, _in_order(Member(AgentId(number), one) for number, one in found))


def count(db: Connection) -> int:
    """Count the teams that have a row."""
    return int(db.execute(select(func.count()).select_from(teams)).scalar_one())


def add(db: Connection, slug: str, name: str) -> None:
    """Store a team that is known to have no row."""
    db.execute(insert(teams).values(slug=slug, name=name))


def rename(db: Connection, slug: str, name: str) -> None:
    """Give a team another name."""
    db.execute(update(teams).where(teams.c.slug == slug).values(name=name))


def remove(db: Connection, slug: str) -> None:
    """End a team; its members stay agents."""
    db.execute(delete(team_members).where(team_members.c.team == slug))
    db.execute(delete(teams).where(teams.c.slug == slug))


def add_member(db: Connection, slug: str, agent_id: AgentId) -> None:
    """Put an agent who is not in the team into it."""
    db.execute(insert(team_members).values(team=slug, agent_id=agent_id))


def remove_member(db: Connection, slug: str, agent_id: AgentId) -> None:
    """Take an agent out of a team."""
    mine = (team_members.c.team == slug) & (team_members.c.agent_id == agent_id)
    db.execute(delete(team_members).where(mine))


def of_agents(db: Connection, agent_ids: Iterable[AgentId]) -> dict[AgentId, list[str]]:
    """Name the teams of some agents."""
    found: dict[AgentId, list[str]] = {agent_id: [] for agent_id in agent_ids}
    wanted = select(team_members.c.agent_id, team_members.c.team).where(
        team_members.c.agent_id.in_(list(found))
    )
    for agent_id, slug in sorted(map(tuple, db.execute(wanted))):
        found[agent_id].append(slug)
    return found


def _in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda member: member.id))
