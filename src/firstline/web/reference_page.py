"""/docs: the reference of the API, to be read and tried without the internet.

Swagger UI's own files come from the package `fastapi-swagger`; the page that loads them and the script that
starts it are ours, so that nothing on the page runs that is not a file of the desk.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import fastapi_swagger
from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse

from firstline.web.page import HEADERS, render_reference

FOLDER = Path(fastapi_swagger.__file__).parent / "resources"
FILES: Mapping[str, str] = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_reference() -> HTMLResponse:
    """Show the reference."""
    headers = {**HEADERS, "Content-Security-Policy": "; ".join(POLICY)}
    return HTMLResponse(render_reference(), headers=headers)


@router.get("/swagger/{name}")
async def show_swagger(name: str) -> FileResponse:
    """Give a file that the reference loads."""
    if name not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(FOLDER / name, media_type=FILES[name], headers={"X-Content-Type-Options": "nosniff"})
