"""The application: all doors over one desk."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema
from starlette.responses import Response
from starlette.types import ASGIApp

from firstline import __version__
from firstline.flows.desk import Desk
from firstline.flows.ledger import Ledger
from firstline.web import (
    admin,
    article_page,
    examples,
    health,
    messages,
    metrics,
    process,
    reference_page,
    root,
    shell,
    tickets,
    triage,
)
from firstline.web.access import check_access
from firstline.web.admission import Admission, Rules
from firstline.web.entry import Entry
from firstline.web.errors import add_handlers
from firstline.web.guard import ANY_ORIGIN
from firstline.web.house import House, Inside
from firstline.web.native import (
    accounts,
    agents,
    articles,
    bulk,
    canned,
    customers,
    demo,
    drafts,
    entries,
    events,
    files,
    invitations,
    jobs,
    keys,
    knowledge,
    learnt,
    lists,
    llm,
    models,
    outgoing,
    policy,
    presence,
    reasons,
    review,
    session,
    settings,
    stream,
    taxonomy,
    taxonomy_check,
    teams,
    views,
    work,
)
from firstline.web.native import desk as native_desk
from firstline.web.native import tickets as native_tickets
from firstline.web.streams import Streams
from firstline.web.watch import Watch

STATIC = Path(__file__).parent / "static"
THREADS = 128
"""Requests that may be under way at once; also how many writes can share one commit."""

KEPT = "public, max-age=86400"
"""A browser asks for the desk's sign anew whenever the address changes, unless it may keep it."""

DESCRIPTION = "A customer's message in, a prioritised ticket out, with odds and reasons on every decision."
BODIES: Sequence[type[BaseModel]] = (
    process.TicketInput,
    tickets.StatusUpdate,
    tickets.TicketCreate,
    triage.TriageText,
    articles.ArticleGiven,
    articles.ArticlePatch,
    knowledge.ImportGiven,
    knowledge.GapPatch,
    policy.CheckGiven,
    policy.OwnRuleGiven,
    policy.PolicyPatch,
    accounts.AccountGiven,
    accounts.AccountPatch,
    invitations.AcceptanceGiven,
    invitations.InvitationGiven,
    jobs.RetryGiven,
    keys.KeyGiven,
    session.PasswordGiven,
    session.SignInGiven,
    bulk.BulkGiven,
    drafts.DraftGiven,
    entries.EntryGiven,
    native_tickets.TicketGiven,
    native_tickets.TicketPatch,
    reasons.ReasonGiven,
    work.AssigneeGiven,
    work.ClaimGiven,
    work.SnoozeGiven,
    work.TagsGiven,
    canned.CannedReplyGiven,
    canned.CannedReplyPatch,
    customers.CustomerPatch,
    customers.IdentityGiven,
    customers.MergeGiven,
    customers.NoteGiven,
    presence.PresenceGiven,
    settings.SettingsPatch,
    taxonomy.TaxonomyGiven,
    taxonomy.RenamingGiven,
    taxonomy.MergingGiven,
    taxonomy.SplittingGiven,
    teams.TeamGiven,
    teams.TeamPatch,
    views.ViewGiven,
    views.ViewPatch,
)
"""Models that routes read themselves from the raw body, so that FastAPI does not know them."""
PIECES: Sequence[type[object]] = (files.ImportProgress,)
"""Shapes that only a stream tells."""


class OpenCors(CORSMiddleware):
    """Seed 3's open CORS: `*` itself beside the credentials header, so no page is lent any cookies."""

    def __init__(self, app: ASGIApp, **options: Any) -> None:  # noqa: ANN401 - CORSMiddleware's own
        super().__init__(app, **(options | {"allow_credentials": False}))
        for headers in (self.simple_headers, self.preflight_headers):
            headers["Access-Control-Allow-Credentials"] = "true"


class _KeptFiles(StaticFiles):
    """Files that a browser may keep for a day."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - starlette's own
        """Add the permission."""
        response = super().file_response(*args, **kwargs)
        response.headers.setdefault("Cache-Control", KEPT)
        return response


def create_app(desk: Desk, house: House) -> Entry:
    """Open all doors over a desk, behind the one entry."""
    watch = Watch(lines=house.access_log)
    ledger = Ledger(desk.clock)
    rules = Rules(house.mode, house.origins, house.proxies, house.rate_limit)
    admission = Admission(desk, rules, ledger)
    streams = Streams(desk, stream.SHOWS, most=house.streams, most_each=house.streams_each)
    behind = Inside(desk, house, watch, streams)
    return Entry(create_api(frozenset(house.origins)), behind, admission=admission, ledger=ledger)


@lru_cache(maxsize=8)
def create_api(origins: frozenset[str] = frozenset()) -> FastAPI:
    """Make the doors themselves, once for the origins that may call: they belong to no desk."""
    app = FastAPI(
        title="Firstline",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=_with_threads,
        dependencies=[Depends(check_access)],
    )
    add_handlers(app)
    for door in (root, messages, admin, tickets, process, health, metrics, triage):
        app.include_router(door.router)
    for subject in (
        session,
        accounts,
        invitations,
        keys,
        customers,
        canned,
        taxonomy,
        taxonomy_check,
        models,
        reasons,
        review,
        learnt,
        settings,
        llm,
        events,
        stream,
        jobs,
        files,
        demo,
        native_desk,
        agents,
        teams,
        articles,
        knowledge,
        policy,
        article_page,
        reference_page,
        shell,
    ):
        app.include_router(subject.router)
    for router in (
        lists.router,
        views.router,
        bulk.router,
        entries.router,
        outgoing.router,
        drafts.router,
        work.router,
        work.tag_router,
        presence.router,
    ):
        app.include_router(router)
    app.include_router(native_tickets.router)  # after the lists: /tickets/{ticket_id} would take their names
    app.mount("/static", _KeptFiles(directory=STATIC), name="static")
    if origins:
        app.add_middleware(
            OpenCors if ANY_ORIGIN in origins else CORSMiddleware,
            allow_origins=sorted(origins),
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
    """Describe the API, once; with the bodies that routes read themselves, and each route's errors."""
    if app.openapi_schema is None:
        found = FastAPI.openapi(app)  # which keeps what it made in `app.openapi_schema`
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        _, bodies = models_json_schema(
            [(model, "validation") for model in BODIES], ref_template="#/components/schemas/{model}"
        )
        _, pieces = TypeAdapter.json_schemas(
            [(piece.__name__, "serialization", TypeAdapter(piece)) for piece in PIECES],
            ref_template="#/components/schemas/{model}",
        )
        schemas.update(bodies["$defs"] | pieces["$defs"] | examples.ERRORS)
        schemas["TicketOutput"]["examples"] = [examples.TICKET_OUTPUT]
        for path, ways in found["paths"].items():
            for way in ways.values():
                way["responses"].pop("422", None)  # FastAPI's guess, which is not every door's answer
                way["responses"] = examples.errors_of(path, way) | way["responses"]
    return FastAPI.openapi(app)
