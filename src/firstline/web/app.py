"""The application: all doors over one desk."""

from collections.abc import AsyncIterator, Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from fastapi_swagger import patch_fastapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.types import ASGIApp

from firstline import __version__
from firstline.flows.desk import Desk
from firstline.web import admin, examples, front, health, messages, process, tickets, triage
from firstline.web.entry import Entry
from firstline.web.errors import add_handlers
from firstline.web.guard import ANY_ORIGIN, Mode

STATIC = Path(__file__).parent / "static"
THREADS = 128
"""Requests that may be under way at once; also how many writes can share one commit."""

DESCRIPTION = "A customer's message in, a prioritised ticket out, with odds and reasons on every decision."
BODIES: Sequence[type[BaseModel]] = (
    process.TicketInput,
    tickets.StatusUpdate,
    tickets.TicketCreate,
    triage.TriageText,
)
"""Models that routes read themselves from the raw body, so that FastAPI does not know them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How the doors stand: what the operator has set."""

    environment: str = "production"
    origins: AbstractSet[str] = frozenset()
    """Other origins whose pages may call; `*`: any."""
    max_body: int = 2**20
    """Bytes."""
    mode: Callable[[], Mode] = lambda: Mode.LOCAL
    folder: Path = Path()
    """Where seed 1 looks for its `data/` folder."""


class OpenCors(CORSMiddleware):
    """Seed 3's open CORS: `*` itself beside the credentials header, so no page is lent any cookies."""

    def __init__(self, app: ASGIApp, **options: Any) -> None:  # noqa: ANN401 - CORSMiddleware's own
        super().__init__(app, **(options | {"allow_credentials": False}))
        for headers in (self.simple_headers, self.preflight_headers):
            headers["Access-Control-Allow-Credentials"] = "true"


def create_app(desk: Desk, house: House) -> Entry:
    """Open all doors over a desk, behind the one entry."""
    api = create_api(desk, house)
    return Entry(api, mode=house.mode, origins=house.origins, max_body=house.max_body)


def create_api(desk: Desk, house: House) -> FastAPI:
    """Make the doors themselves."""
    app = FastAPI(
        title="Firstline",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=_with_threads,
        responses=examples.COMMON_ERRORS,
    )
    app.state.desk = desk
    app.state.environment = house.environment
    app.state.folder = house.folder
    add_handlers(app)
    for door in (front, messages, admin, tickets, process, health, triage):
        app.include_router(door.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    patch_fastapi(app, redirect_from_root_to_docs=False)
    if house.origins:
        app.add_middleware(
            OpenCors if ANY_ORIGIN in house.origins else CORSMiddleware,
            allow_origins=sorted(house.origins),
            allow_credentials=True,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "X-Error-Code"],
        )
    app.openapi = lambda: _reference(app)  # type: ignore[method-assign] # FastAPI's documented way
    return app


@asynccontextmanager
async def _with_threads(_: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def _reference(app: FastAPI) -> dict[str, Any]:
    """Describe the API, once; with the bodies that routes read themselves."""
    if app.openapi_schema is None:
        found = FastAPI.openapi(app)  # which keeps what it made in `app.openapi_schema`
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        _, bodies = models_json_schema(
            [(model, "validation") for model in BODIES], ref_template="#/components/schemas/{model}"
        )
        schemas.update(bodies["$defs"])
        schemas["TicketOutput"]["examples"] = [examples.TICKET_OUTPUT]
        schemas["ValidationError"] = examples.VALIDATION_ERROR
        schemas["HTTPValidationError"] = examples.HTTP_VALIDATION_ERROR
    return FastAPI.openapi(app)
