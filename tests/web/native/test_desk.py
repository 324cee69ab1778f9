"""What the desk says of itself."""

import pytest
from starlette.testclient import TestClient

from firstline import __version__
from firstline.core.access import Role, Scope
from firstline.flows.desk import Desk
from firstline.flows.encoder import use_encoder
from firstline.flows.switch import switch_llm
from firstline.gateways.llm import LlmAdviser
from firstline.store.db import Connection
from tests.make import make_client, make_ticket, with_llm
from tests.people import make_account, make_key, program, signed_in, with_key
from tests.web.calls import fault

PATH = "/api/v1/desk"


def kind_of(desk: Desk) -> str:
    """Name the kind of database that the test runs on."""
    with desk.read() as db:
        return _kind(db)


def _kind(db: Connection) -> str:
    return str(db.dialect.name)


def test_a_fresh_desk_says_that_it_is_one(desk: Desk) -> None:
    """Its name is ours, nothing is on it, and nobody has an account."""
    with make_client(desk, environment="staging") as client:
        told = client.get(PATH)

    assert told.status_code == 200
    assert told.json() == {
        "name": "Firstline",
        "version": __version__,
        "mode": "local",
        "environment": "staging",
        "has_tickets": False,
        "has_accounts": False,
        "database": kind_of(desk),
        "encoder": "wordllama",
        "llm_on": False,
        "llm_configured": False,
        "sends_email": False,
    }


def test_it_says_what_has_changed_since(desk: Desk, client: TestClient) -> None:
    """From the next look on."""
    before = client.get(PATH).json()
    make_ticket(desk)
    switch_llm(desk, on=True)
    use_encoder(desk, "minilm")
    client.patch("/api/v1/settings", json={"desk_name": "Acme Support"})

    assert client.get(PATH).json() == before | {
        "name": "Acme Support",
        "has_tickets": True,
        "llm_on": True,
        "encoder": "minilm",
    }


@pytest.mark.parametrize("role", Role)
def test_whoever_works_here_sees_it(desk: Desk, role: Role) -> None:
    """In team mode."""
    make_account(desk)
    make_account(desk, "Ana", role)

    told = signed_in(desk, "Ana").get(PATH).json()

    assert (told["mode"], told["has_accounts"]) == ("team", True)


def test_strangers_and_forms_do_not(desk: Desk) -> None:
    """Nobody learns the version without a right to read."""
    key = make_key(desk, Scope.INTAKE, account=make_account(desk))

    assert fault(program(desk).get(PATH), 401) == ""
    assert fault(with_key(desk, key).get(PATH), 403) == ""


def test_an_llm_that_is_set_up_is_told(desk: Desk) -> None:
    """Though the switch is off."""
    with make_client(with_llm(desk, LlmAdviser(api_key="sk-secret"))) as client:
        told = client.get(PATH)

    assert (told.json()["llm_configured"], told.json()["llm_on"]) == (True, False)
    assert "sk-secret" not in told.text
