"""Teams: who sees to what. A team that the taxonomy or a ticket names cannot be ended."""

from dataclasses import replace

from firstline.core.access import Principal
from firstline.core.errors import Conflict, Missing
from firstline.core.ids import AgentId
from firstline.flows.desk import Desk
from firstline.flows.taxonomy import name_of
from firstline.store import agents, events, tallies, taxonomies, teams
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.teams import Member, Team
from firstline.tickets.taxonomy import Taxonomy

MOST = 500
"""Teams of one desk: all of them are listed at once."""


class TeamMissing(Missing):
    """There is no such team."""

    code = "team_missing"


class TeamExists(Conflict):
    """The slug is another team's."""

    code = "team_exists"


class TeamInUse(Conflict):
    """The taxonomy or a ticket names the team."""

    code = "team_in_use"


class TooManyTeams(Conflict):
    """The desk has as many teams as it can have."""

    code = "too_many_teams"


def list_teams(desk: Desk) -> list[Team]:
    """List every team, those of the taxonomy included, by slug."""
    with desk.read() as db:
        stored = teams.every(db)
        unstored = taxonomies.load(db).teams - {team.slug for team in stored}
    return sorted([*stored, *map(_unstored, unstored)], key=lambda team: team.slug)


def make_team(desk: Desk, slug: str, name: str, *, by: Principal) -> Team:
    """Make a team.

    Raises:
        TeamExists: when there is one with this slug.
        TooManyTeams: when there are enough.
    """

    def save(db: Connection) -> Team:
        teams.keep_alone(db)
        if _find(db, slug) is not None:
            message = f"There is a team {slug!r} already."
            raise TeamExists(message)
        if teams.count(db) >= MOST:
            message = f"A desk has {MOST} teams at most; end one that is not needed."
            raise TooManyTeams(message)
        teams.add(db, slug, name)
        _tell(desk, db, "team.created", by, {"team": slug, "name": name})
        return Team(slug, name)

    return desk.write(save)


def rename_team(desk: Desk, slug: str, name: str, *, by: Principal) -> Team:
    """Give a team another name; the one it has leaves no trace.

    Raises:
        TeamMissing: when there is no such team.
    """

    def save(db: Connection) -> Team:
        team = _stored(db, slug)
        if team.name != name:
            teams.rename(db, slug, name)
            _tell(desk, db, "team.renamed", by, {"team": slug, "name": name})
        return replace(team, name=name)

    return desk.write(save)


def end_team(desk: Desk, slug: str, *, by: Principal) -> None:
    """End a team.

    Raises:
        TeamMissing: when there is no such team.
        TeamInUse: when the taxonomy or a ticket names it.
    """

    def save(db: Connection) -> None:
        team = _stored(db, slug)
        _check_use(db, taxonomies.load(db), slug)
        teams.remove(db, slug)
        _tell(desk, db, "team.ended", by, {"team": slug, "name": team.name})

    desk.write(save)


def join_team(desk: Desk, slug: str, agent_id: AgentId, *, by: Principal) -> Team:
    """Put an agent into a team; one who is there already leaves no trace.

    Raises:
        TeamMissing: when there is no such team.
        AgentMissing: when there is no such agent.
    """

    def save(db: Connection) -> Team:
        team, agent = _stored(db, slug), agents.load(db, agent_id)
        if any(member.id == agent_id for member in team.members):
            return team
        teams.add_member(db, slug, agent_id)
        _tell(desk, db, "team.joined", by, {"team": slug, "agent": agent.name, "agent_id": agent_id})
        members = sorted([*team.members, Member(agent_id, agent.name)], key=lambda member: member.id)
        return replace(team, members=tuple(members))

    return desk.write(save)


def leave_team(desk: Desk, slug: str, agent_id: AgentId, *, by: Principal) -> None:
    """Take an agent out of a team; one who is not in it leaves no trace.

    Raises:
        TeamMissing: when there is no such team.
        AgentMissing: when there is no such agent.
    """

    def save(db: Connection) -> None:
        team, agent = _stored(db, slug), agents.load(db, agent_id)
        if any(member.id == agent_id for member in team.members):
            teams.remove_member(db, slug, agent_id)
            _tell(desk, db, "team.left", by, {"team": slug, "agent": agent.name, "agent_id": agent_id})

    desk.write(save)


def _stored(db: Connection, slug: str) -> Team:
    """Give a team that has a row, or gets it now because the taxonomy names it."""
    teams.keep_alone(db)
    team = _find(db, slug)
    if team is None:
        message = f"There is no team {slug!r}."
        raise TeamMissing(message)
    if teams.find(db, slug) is None:
        teams.add(db, slug, team.name)
    return team


def _find(db: Connection, slug: str) -> Team | None:
    stored = teams.find(db, slug)
    if stored is None and slug in taxonomies.load(db).teams:
        return _unstored(slug)
    return stored


def _unstored(slug: str) -> Team:
    return Team(slug, name_of(slug))


def _check_use(db: Connection, taxonomy: Taxonomy, slug: str) -> None:
    named = [category.name for category in taxonomy.categories if category.team == slug]
    if named:
        message = f"The taxonomy gives {', '.join(named)} to the team {slug!r}: give it to another one first."
        raise TeamInUse(message)
    tickets = tallies.read(db)[f"team:{slug}"]
    if tickets > 0:
        message = f"Tickets are with the team {slug!r} ({tickets} of them): give them to another one first."
        raise TeamInUse(message)


def _tell(desk: Desk, db: Connection, kind: str, by: Principal, data: dict[str, object]) -> None:
    events.add(db, None, Event(kind, by.name, data, desk.clock()))
