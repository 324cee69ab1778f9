"""Is the desk well? Seed 3's three questions, answered without waiting for anything that may hang.

A desk is well and ready when its database answers and has this version's schema, and when somebody does its
steps: a worker in this process, or one elsewhere that was seen within 30 seconds. The engine is told of where
it is a service apart, as soon as something is known of it; until then it holds nothing up.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

import anyio
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import Field

from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.vitals import has_schema
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.house import House, inside

DATABASE, ENGINE = "database", "engine"
OLD_SCHEMA = "The database has not this version's schema. Start this version once: each start migrates it."
HANGS = "The database does not answer."
NO_ENGINE = "No worker was seen for 30 seconds: steps wait. `firstline worker` does them."
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
    """The desk can take requests, and does what follows from them."""

    ready: Literal[True] = True


@dataclass(frozen=True, slots=True)
class NotReady:
    """What is lacking."""

    ready: Literal[False]
    why: Annotated[dict[str, str], Field(description="Each service that is lacking, and what helps")]


@dataclass(frozen=True, slots=True)
class Alive:
    """Whether the process runs."""

    alive: Literal[True] = True


@router.get("", response_model=HealthStatus)
async def health_check(request: Request, desk: CurrentDesk) -> Response:
    """Tell how the desk is; a service that is not set up is not listed."""
    house = inside(request).house
    lacking = await _lacking(desk, house)
    known = [DATABASE] if house.engine() is None else [DATABASE, ENGINE]
    services = {name: "unhealthy" if name in lacking else "healthy" for name in known}
    return respond(answer(HealthStatus("degraded" if lacking else "healthy", house.environment, services)))


@router.get("/ready", response_model=Ready, responses={503: {"model": NotReady, "description": "Not now"}})
async def readiness_check(request: Request, desk: CurrentDesk) -> Response:
    """Tell whether the desk can take requests, and do what follows from them."""
    lacking = await _lacking(desk, inside(request).house)
    if lacking:
        return respond(answer(NotReady(ready=False, why=lacking), status=HTTPStatus.SERVICE_UNAVAILABLE))
    return respond(answer(Ready()))


@router.get("/live", response_model=Alive)
async def liveness_check() -> Response:
    """Tell that the process runs."""
    return respond(answer(Alive()))


async def _lacking(desk: Desk, house: House) -> dict[str, str]:
    """Say of each service that is lacking what helps."""
    lacking = {} if (wrong := await _wrong_with_database(desk)) is None else {DATABASE: wrong}
    return lacking | ({ENGINE: NO_ENGINE} if house.engine() is False else {})


async def _wrong_with_database(desk: Desk) -> str | None:
    with anyio.move_on_after(PATIENCE):
        try:
            fits = await to_thread.run_sync(has_schema, desk, limiter=ASKING, abandon_on_cancel=True)
        except Unavailable as error:
            return error.sentence
        return None if fits else OLD_SCHEMA
    return HANGS
