"""Is the desk well? Seed 3's three questions, answered without waiting for anything that may hang."""

from dataclasses import dataclass
from typing import Annotated, Literal

import anyio
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import Field

from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.switch import is_llm_on
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.house import inside

PATIENCE = 2.0
"""Seconds after which a database that does not answer counts as unhealthy."""

router = APIRouter(prefix="/health", tags=["health"])
ASKING = anyio.CapacityLimiter(4)
"""Threads that health may use: its own, so that a crowd of slow requests cannot make the desk look dead."""


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """How the desk is."""

    status: Annotated[str, Field(description="healthy or degraded")]
    environment: Annotated[str, Field(description="Where the desk runs")]
    services: Annotated[dict[str, str], Field(description="Each service: healthy or unhealthy")]


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether the desk can take requests."""

    ready: bool


@dataclass(frozen=True, slots=True)
class Alive:
    """Whether the process runs."""

    alive: Literal[True] = True


@router.get("", response_model=HealthStatus)
async def health_check(request: Request, desk: CurrentDesk) -> Response:
    """Tell how the desk is; a service that is not set up is not listed."""
    database = "healthy" if await _database_answers(desk) else "unhealthy"
    status = "healthy" if database == "healthy" else "degraded"
    found = HealthStatus(status, inside(request).house.environment, {"database": database})
    return respond(answer(found))


@router.get("/ready", response_model=Ready, responses={503: {"model": Ready, "description": "Not now"}})
async def readiness_check(desk: CurrentDesk) -> Response:
    """Tell whether the desk can take requests."""
    ready = await _database_answers(desk)
    return respond(answer(Ready(ready), status=200 if ready else 503))


@router.get("/live", response_model=Alive)
async def liveness_check() -> Response:
    """Tell that the process runs."""
    return respond(answer(Alive()))


async def _database_answers(desk: Desk) -> bool:
    with anyio.move_on_after(PATIENCE) as patience:
        try:
            await to_thread.run_sync(is_llm_on, desk, limiter=ASKING, abandon_on_cancel=True)
        except Unavailable:
            return False
    return not patience.cancelled_caught
