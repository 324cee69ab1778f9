"""The app in the browser: its one page, whatever its address, and the files that the page loads.

`scripts/ui.py` builds them from `ui/`, with a gzip and a Brotli form beside each file. Page and files are
public, because they hold nothing of the desk; the app asks `GET /api/v1/session` who is there.

What always holds: the page is made afresh for each answer and kept nowhere, with a number in it that nobody
can guess, without which no style and no script that came later is taken; a file is kept for good, because its
name changes with its content; no file but those of the build can be reached.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe

import anyio
from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.types import Receive, Scope, Send

from firstline.web.browser import is_page_of_app, likings
from firstline.web.house import inside
from firstline.web.page import HEADERS, ProblemView, render_problem

NONCE = "__CSP_NONCE__"
"""Where the page has the number, for parts that add a style."""
NOT_USED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
SAFETY: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_USED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
KEPT: Mapping[str, str] = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Written down here: what the system would say differs from machine to machine."""
SMALLER: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""Codings, and how a file's form in them ends; the smallest first."""
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Asset:
    path: Path
    coding: str
    """Empty: as it is."""


async def show_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a browser with the app's page (ASGI); the status tells programs whether it has such a page."""
    request = Request(scope)
    scope["is_app"] = True
    response = await _page(request)
    await response(scope, receive, send)


@router.get("/assets/{name}")
async def show_asset(name: str, request: Request) -> Response:
    """Give a file of the app, in the smallest form that the browser takes."""
    takes = likings(request.headers.get("accept-encoding", ""))
    asset = await to_thread.run_sync(_find, inside(request).house.ui / "assets", name, takes)
    if asset is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {**SAFETY, **KEPT, "ETag": f'"{asset.path.name}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if asset.coding:
        headers["Content-Encoding"] = asset.coding
    kind = TYPES.get(Path(name).suffix, "application/octet-stream")
    return FileResponse(asset.path, headers=headers, media_type=kind)


async def _page(request: Request) -> Response:
    try:
        page = await anyio.Path(inside(request).house.ui / "index.html").read_text("utf-8")
    except FileNotFoundError:
        return _not_built(request)
    nonce = token_urlsafe(16)
    status = HTTPStatus.OK if is_page_of_app(request.scope["path"]) else HTTPStatus.NOT_FOUND
    policy = {"Content-Security-Policy": "; ".join(POLICY).format(nonce=nonce)}
    fresh = {"Cache-Control": "no-store", "Vary": "Accept"}
    return HTMLResponse(page.replace(NONCE, nonce), status, {**SAFETY, **policy, **fresh})


def _not_built(request: Request) -> Response:
    problem = ProblemView(
        title="The inbox is not built yet",
        sentence="This desk runs from a checkout whose ui/ folder was never built.",
        advice="Run `make ui` there and load this page again. The API works meanwhile.",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        request_id=request.scope.get("request_id", ""),
        way_on=("/docs", "Look at the API"),
    )
    headers = {**HEADERS, "Cache-Control": "no-store", "X-Error-Code": "ui_missing"}
    return HTMLResponse(render_problem(problem), problem.status, headers)


def _find(folder: Path, name: str, takes: Mapping[str, float]) -> _Asset | None:
    if NAME.fullmatch(name) is None or name.endswith(tuple(SMALLER.values())):
        return None
    for coding, ending in SMALLER.items():
        smaller = folder / f"{name}{ending}"
        if takes.get(coding) and smaller.is_file():
            return _Asset(smaller, coding)
    whole = folder / name
    return _Asset(whole, "") if whole.is_file() else None
