"""Seed 1's `/admin/seed`: messages from a CSV file beside the desk, or bundled ones when there is none."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response

from firstline.flows.import_messages import Run, import_messages
from firstline.gateways.csv_file import read_messages
from firstline.gateways.import_row import FileUnreadable
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.house import inside

FILE = Path("data") / "GeneralistRails_Project_MessageData.csv"
BUNDLED = files("firstline.gateways") / "demo_messages.csv"

router = APIRouter(prefix="/admin", tags=["messages (seed 1)"])


@dataclass(frozen=True, slots=True)
class SeedCount:
    """Rows of the file, and what of them is new."""

    rows: int
    messages: int
    customers: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be taken, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class SeedDone:
    """What seeding did; `rejected` is there when a row was."""

    success: bool
    seeded: SeedCount
    rejected: list[RejectedRow] | None = None


@router.post("/seed", response_model=SeedDone, response_model_exclude_none=True)
def seed_messages(request: Request, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Take in the messages of the CSV file; doing it again adds only what is new."""
    content = _content(inside(request).house.folder / FILE)
    rows = list(read_messages(content))  # all can be read, or none is taken
    done = import_messages(desk, rows, Run(by=by.name))
    shown: dict[str, Any] = {
        "success": True,
        "seeded": SeedCount(done.rows, done.messages, done.customers),
    }
    if done.rejects:
        shown["rejected"] = [RejectedRow(reject.row, reject.reason) for reject in done.rejects]
    return respond(answer(shown))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return BUNDLED.read_bytes()
    except OSError as error:
        message = f"The file {FILE} cannot be read."
        raise FileUnreadable(message) from error
