"""GET /: what answers here, for programs. Browsers get the app (`shell.py`)."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from firstline import __version__
from firstline.web.answers import answer, respond
from firstline.web.house import inside

router = APIRouter(tags=["root"])


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What answers here."""

    name: str
    description: str
    version: str
    environment: str
    docs: str


@router.get("/", response_model=ProjectInfo)
async def root(request: Request) -> Response:
    """Tell programs what answers here."""
    info = ProjectInfo(
        name="Firstline",
        description=request.app.description,
        version=__version__,
        environment=inside(request).house.environment,
        docs="/docs",
    )
    told = respond(answer(info))
    told.headers["Vary"] = "Accept"
    return told
