"""/desk: what this desk is, for a first run and for a page about it."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from firstline import __version__
from firstline.flows.about import about
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.house import inside

router = APIRouter(prefix="/api/v1", tags=["settings"])


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskOut:
    """What this desk is, and whether there is anything on it."""

    name: str
    """The setting `desk_name`."""
    version: str
    mode: str
    """local: it belongs to the person at the machine; team: people sign in."""
    environment: str
    has_tickets: bool
    has_accounts: bool
    database: str
    """sqlite or postgresql."""
    encoder: str
    """By which the desk compares texts."""
    llm_on: bool
    llm_configured: bool
    """There is someone to ask; `/llm` tells more."""
    sends_email: bool
    """Whether replies go out by e-mail."""


@router.get("/desk", response_model=DeskOut, operation_id="read_desk")
def get_desk(request: Request, desk: CurrentDesk) -> Response:
    """Tell what this desk is: its name, version, mode, and what it stands on."""
    found = about(desk)
    shown = DeskOut(
        name=found.name,
        version=__version__,
        mode=request.scope["mode"],
        environment=inside(request).house.environment,
        has_tickets=found.has_tickets,
        has_accounts=found.has_accounts,
        database=found.database,
        encoder=found.encoder,
        llm_on=found.llm_on,
        llm_configured=found.llm_configured,
        sends_email=found.sends_email,
    )
    return respond(answer(shown))
