"""Every route, and who may use it: nobody, each role, each scope, the person at a local desk."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from firstline.core.access import ROLES, SCOPES, Permission, Role, Scope
from firstline.flows.desk import Desk
from firstline.web.access import ACCESS
from firstline.web.app import create_api
from tests.people import at_the_door, make_account, make_key, program, signed_in, with_key
from tests.web.calls import Json


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: who may do what is read from none."""
    return sqlite_url


def test_every_route_is_in_the_table_and_nothing_else_is() -> None:
    """One that is forgotten is refused to everybody, and noticed here; so is one that is gone."""
    assert sorted(routes()) == sorted(ACCESS)


def test_nothing_but_these_two_stands_beside_the_table() -> None:
    """The reference, which asks for a credential at the entry, and the files that come with the program."""
    beside = [route for route in _flat(create_api().router.routes) if not isinstance(route, APIRoute)]

    assert sorted(str(getattr(route, "path", route)) for route in beside) == ["/openapi.json", "/static"]


def test_nobody_gets_past_the_door_but_where_anybody_may(desk: Desk) -> None:
    """Whatever is sent, and before it is looked at."""
    make_account(desk)
    stranger = program(desk)

    answers = {way: answer(stranger, way) for way in routes()}

    public = {way for way in answers if ACCESS[way] is Permission.PUBLIC}
    assert {way for way, status in answers.items() if status != 401} == public
    assert {way for way in public if answers[way] >= 500} == set()


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_it_is_for_and_nothing_else(desk: Desk, role: Role) -> None:
    """In a browser."""
    make_account(desk)
    make_account(desk, "Ana", role)
    browser = signed_in(desk, "Ana")
    allowed = {way for way in routes() if ACCESS[way] in ROLES[role]}

    answers = {way: answer(browser, way) for way in private()}

    assert {way for way, status in answers.items() if status not in {401, 403}} == allowed & set(answers)


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_opens_what_it_is_for_and_nothing_else(desk: Desk, scope: Scope) -> None:
    """With a key of an admin."""
    caller = with_key(desk, make_key(desk, scope, account=make_account(desk)))
    allowed = {way for way in routes() if ACCESS[way] in SCOPES[scope]}

    answers = {way: answer(caller, way) for way in private()}

    assert {way for way, status in answers.items() if status not in {401, 403}} == allowed & set(answers)


def test_the_person_at_a_local_desk_may_do_everything(desk: Desk) -> None:
    """Nothing is closed to them."""
    browser = at_the_door(desk)

    answers = {way: answer(browser, way) for way in routes()}

    assert {way for way, status in answers.items() if status == 403} == set()


def test_a_refusal_says_what_is_lacking(desk: Desk) -> None:
    """So that one knows what to ask for."""
    make_account(desk)
    make_account(desk, "Ana", Role.AGENT)

    refused = signed_in(desk, "Ana").get("/api/v1/accounts")

    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert refused.json()["detail"] == "This needs the permission 'admin', which Ana does not have."


def routes() -> list[str]:
    """List the routes of the application as the table names them."""
    return [
        f"{method} {route.path_format}"
        for route in _flat(create_api().router.routes)
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]


def private() -> list[str]:
    """List the routes that are not for anybody."""
    return [way for way in routes() if ACCESS[way] is not Permission.PUBLIC]


def answer(client: TestClient, way: str) -> int:
    """Ask a route about what is not there, with nothing in the body."""
    method, path = way.split(" ")
    body: Json | None = None if method == "GET" else {}
    return client.request(method, re.sub(r"\{\w+\}", "987654321", path), json=body).status_code


def _flat(found: list[BaseRoute]) -> Iterator[BaseRoute]:
    for route in found:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)
