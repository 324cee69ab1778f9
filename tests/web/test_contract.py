"""Whatever is sent to any route, the answer is one that the reference describes, and never a fault of ours.

schemathesis makes the requests from the reference itself: what it allows and what it does not.
"""

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp

from firstline.core.access import Scope
from firstline.flows.desk import Desk
from firstline.web.app import create_app
from firstline.web.guard import Mode
from firstline.web.house import House
from firstline.web.streams import Streams
from tests.make import make_ticket
from tests.people import make_account, make_key

EXAMPLES = 6
"""Requests for each of some hundred routes, mode and database."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HOST = {"host": "127.0.0.1:8000"}


@pytest.mark.parametrize("mode", Mode)
def test_every_answer_is_one_that_the_reference_describes(
    desk: Desk, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the person at a local desk, and as an admin's key at a team's."""
    monkeypatch.setattr(Streams, "tell", _nothing)
    make_ticket(desk)
    headers = dict(HOST)
    if mode is Mode.TEAM:
        headers["authorization"] = f"Bearer {make_key(desk, Scope.ADMIN, account=make_account(desk)).token}"
    app = create_app(desk, House(mode=lambda: mode))

    with app.streams.opened():
        surprises = dict(_surprises(app, headers))

    assert surprises == {}


async def _nothing(*_: object) -> None:
    """End a stream behind its first words: it would go on as long as somebody listens."""


def _surprises(app: ASGIApp, headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    reference = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
    for found in reference.get_all_operations():
        operation = cast("Any", found).ok()  # the description is sound
        try:
            _try(operation, headers)
        except FailureGroup as found_here:
            yield operation.label, "\n".join(str(one)[:600] for one in found_here.exceptions)


def _try(operation: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - schemathesis's own
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:  # noqa: ANN401 - as above
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()
