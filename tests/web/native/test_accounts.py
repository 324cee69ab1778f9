"""Who works here: the first account gives the desk to a team, and somebody can always say who is in it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from firstline.core.access import Role
from firstline.flows.desk import Desk
from tests.make import make_ticket, rows
from tests.people import (
    PASSWORD,
    at_the_door,
    email_of,
    events,
    make_account,
    program,
    sign_in,
    signed_in,
)
from tests.web.calls import fault

ACCOUNTS = "/api/v1/accounts"
KIM = {"email": "Kim@Example.com", "name": "Kim", "password": PASSWORD}
ANA = {"email": "ana@example.com", "name": "Ana", "password": PASSWORD}


def test_the_first_account_turns_a_local_desk_into_a_teams(desk: Desk) -> None:
    """It is an admin's, is signed in at once, and others are asked who they are from then on."""
    browser, other = at_the_door(desk), program(desk)
    before = other.get("/tickets").status_code

    made = browser.post(ACCOUNTS, json=KIM)

    assert made.status_code == 201
    assert (made.json()["role"], made.json()["email"], made.headers["etag"]) == (
        "admin",
        "kim@example.com",
        '"1"',
    )
    assert (before, other.get("/tickets").status_code) == (200, 401)
    assert browser.get("/api/v1/session").json()["account"]["name"] == "Kim"
    assert PASSWORD not in made.text


def test_of_two_first_accounts_at_once_one_is_made(desk: Desk) -> None:
    """The second is told that the desk has accounts now."""
    browsers = [at_the_door(desk) for _ in range(4)]

    def make(number: int) -> int:
        body = KIM | {"email": f"kim{number}@example.com", "name": f"Kim {number}"}
        return browsers[number].post(ACCOUNTS, json=body).status_code

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(make, range(4)))

    assert answers[0] == 201
    assert set(answers[1:]) <= {401, 409}
    with desk.read() as db:
        assert rows(db, "accounts") == 1


def test_the_first_account_cannot_be_an_agents(desk: Desk) -> None:
    """Nobody could make the others then; the desk stays local."""
    browser = at_the_door(desk)

    refused = browser.post(ACCOUNTS, json=KIM | {"role": "agent"})

    assert fault(refused, 422) == ""
    assert browser.get("/tickets").status_code == 200


def test_an_admin_makes_accounts_and_nobody_else_does(desk: Desk) -> None:
    """They are agents' unless it says otherwise."""
    make_account(desk)
    make_account(desk, "Lea", Role.LEAD)
    kim, lea = signed_in(desk), signed_in(desk, "Lea")

    refused, made = lea.post(ACCOUNTS, json=ANA), kim.post(ACCOUNTS, json=ANA)

    assert fault(refused, 403) == ""
    assert (made.status_code, made.json()["role"]) == (201, "agent")
    assert kim.get(made.headers["location"]).json() == made.json()
    assert sign_in(at_the_door(desk), "Ana").status_code == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"email": "KIM@example.com"}, "email_taken"), ({"name": "Kim"}, "name_taken")],
)
def test_an_address_and_a_name_belong_to_one(desk: Desk, changes: dict[str, str], code: str) -> None:
    """Authors could not be told from each other otherwise."""
    make_account(desk)
    kim = signed_in(desk)

    refused = kim.post(ACCOUNTS, json=ANA | changes)

    assert fault(refused, 409) == ""
    assert refused.json()["code"] == code
    assert len(kim.get(ACCOUNTS).json()["items"]) == 1


def test_an_agent_of_local_days_is_taken_over_by_the_account_of_their_name(desk: Desk) -> None:
    """With what they have to do."""
    ticket = make_ticket(desk)
    before = assign(desk, ticket.id, "Ana")
    make_account(desk)

    made = signed_in(desk).post(ACCOUNTS, json=ANA)

    assert made.json()["agent"]["id"] == before


def test_a_new_name_is_the_agents_too_and_stands_on_their_tickets(desk: Desk) -> None:
    """There is one name for a person."""
    ticket = make_ticket(desk)
    assign(desk, ticket.id, "Ana")
    make_account(desk)
    kim = signed_in(desk)
    account = kim.post(ACCOUNTS, json=ANA).json()

    changed = kim.patch(f"{ACCOUNTS}/{account['id']}", json={"name": "Ana Sol"})

    assert (changed.status_code, changed.json()["agent"]["name"]) == (200, "Ana Sol")
    with desk.read() as db:
        assert db.exec_driver_sql("SELECT assigned_to FROM tickets").scalar_one() == "Ana Sol"


def test_the_last_admin_stays_one(desk: Desk) -> None:
    """Neither lowered nor disabled; once there is another, either may be."""
    kim = make_account(desk)
    browser = signed_in(desk)
    refusals = [
        browser.patch(f"{ACCOUNTS}/{kim.id}", json=body) for body in ({"role": "lead"}, {"disabled": True})
    ]
    make_account(desk, "Ana", Role.ADMIN)

    allowed = browser.patch(f"{ACCOUNTS}/{kim.id}", json={"role": "lead"})

    assert [fault(refused, 409) for refused in refusals] == ["", ""]
    assert {refused.json()["code"] for refused in refusals} == {"last_admin"}
    assert allowed.status_code == 200


def test_two_admins_who_lower_each_other_leave_one(desk: Desk) -> None:
    """However close together they do it."""
    people = [make_account(desk), make_account(desk, "Ana", Role.ADMIN)]
    browsers = [signed_in(desk), signed_in(desk, "Ana")]

    def lower(number: int) -> int:
        other = people[1 - number].id
        return browsers[number].patch(f"{ACCOUNTS}/{other}", json={"role": "agent"}).status_code

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lower, range(2)))

    with desk.read() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM accounts WHERE role = 'admin'").scalar_one() == 1


def test_a_change_of_what_another_has_changed_is_refused(desk: Desk) -> None:
    """With the account as it stands now."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.AGENT)
    kim, path = signed_in(desk), f"{ACCOUNTS}/{ana.id}"
    seen = kim.get(path).headers["etag"]
    kim.patch(path, json={"role": "lead"}, headers={"If-Match": seen})

    late = kim.patch(path, json={"disabled": True}, headers={"If-Match": seen})

    assert late.status_code == 412
    assert (late.json()["code"], late.json()["current"]["role"]) == ("outdated", "lead")
    assert kim.get(path).json()["disabled"] is False


def test_a_change_that_changes_nothing_leaves_no_trace(desk: Desk) -> None:
    """Neither a version nor an event."""
    kim = make_account(desk)
    browser = signed_in(desk)
    before = events(desk)

    answer = browser.patch(f"{ACCOUNTS}/{kim.id}", json={"role": "admin", "name": "Kim", "disabled": False})

    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert events(desk) == before


def test_accounts_are_listed_by_pages(desk: Desk) -> None:
    """In the order in which they were made; a place of another list is none."""
    make_account(desk)
    for name in ("Ana", "Ben"):
        make_account(desk, name, Role.AGENT)
    kim = signed_in(desk)

    first = kim.get(ACCOUNTS, params={"limit": 2}).json()
    second = kim.get(ACCOUNTS, params={"limit": 2, "after": first["next"]}).json()

    assert [one["name"] for one in first["items"] + second["items"]] == ["Kim", "Ana", "Ben"]
    assert second["next"] is None
    for place in ("2", "keys.2", "accounts.", "accounts.-1", "accounts.²", "accounts." + "9" * 40):
        assert fault(kim.get(ACCOUNTS, params={"after": place}), 422) == ""


@pytest.mark.parametrize("number", ["0", "999", str(2**63), "9" * 40, "-1"])
def test_an_account_that_is_not_there_is_missing(desk: Desk, number: str) -> None:
    """Whatever the number."""
    make_account(desk)
    kim = signed_in(desk)

    answers = [kim.get(f"{ACCOUNTS}/{number}"), kim.patch(f"{ACCOUNTS}/{number}", json={"role": "lead"})]

    assert [fault(answer, 404) for answer in answers] == ["", ""]


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nowhere"},
        {"email": None},
        {"name": ""},
        {"name": " "},
        {"name": "a\u202eb"},
        {"name": "a\nb"},
        {"name": "a" * 101},
        {"password": "short"},
        {"password": "ana@example.com"},
        {"role": "owner"},
        {"id": 7},
    ],
    ids=str,
)
def test_what_is_no_account_is_named_and_not_made(desk: Desk, changes: dict[str, object]) -> None:
    """No half of it is there."""
    make_account(desk)
    kim = signed_in(desk)

    answer = kim.post(ACCOUNTS, json=ANA | changes)

    assert fault(answer, 422) == ""
    assert len(kim.get(ACCOUNTS).json()["items"]) == 1


def test_the_log_says_who_did_what_without_names_or_secrets(desk: Desk) -> None:
    """The account's number is enough; its address is in the account."""
    make_account(desk)
    kim = signed_in(desk)
    made = kim.post(ACCOUNTS, json=ANA).json()
    kim.patch(f"{ACCOUNTS}/{made['id']}", json={"role": "lead", "name": "Ana Sol"})
    sign_in(at_the_door(desk), "Ana", "not her password")

    with desk.read() as db:
        found = list(db.exec_driver_sql("SELECT kind, actor, data FROM events ORDER BY id"))

    assert [row.kind for row in found] == [
        "account.created",
        "account.signed_in",
        "account.created",
        "account.changed",
        "account.sign_in_failed",
    ]
    assert [row.actor for row in found] == ["operator", "Kim", "Kim", "Kim", "nobody"]
    told = str([row.data for row in found]).casefold()
    assert email_of("Ana") not in told
    assert "sol" not in told
    assert "not her password" not in told


def assign(desk: Desk, number: int, name: str) -> int:
    """Give a ticket to an agent who is made by it, and tell their number."""
    browser = at_the_door(desk)
    answer = browser.post(f"/api/messages/{number}/assign", json={"agent_name": name})
    assert answer.status_code == 200, answer.text
    with desk.read() as db:
        return int(db.exec_driver_sql("SELECT id FROM agents").scalar_one())
