"""API keys: shown once, good for what they are for, and dead the moment they are revoked."""

from datetime import timedelta

import pytest

from firstline.core.access import OPERATOR, Role, Scope
from firstline.flows.accounts import AccountChange, change_account
from firstline.flows.desk import Desk
from firstline.flows.tokens import digest
from tests.make import StillClock
from tests.people import at_the_door, events, make_account, make_key, program, signed_in, with_key
from tests.web.calls import LOAN, Json, fault

KEYS = "/api/v1/keys"
SEND = "/api/messages/send"
FORM: Json = {"name": "Form", "scopes": ["intake"]}


def test_a_key_is_shown_once_and_known_by_how_it_begins(desk: Desk) -> None:
    """What is stored is its hash."""
    make_account(desk)
    kim = signed_in(desk)

    made = kim.post(KEYS, json=FORM).json()

    assert made["token"].startswith("fl_")
    assert len(made["token"]) == 46
    assert made["token"].startswith(made["hint"])
    assert len(made["hint"]) == 11
    listed = kim.get(KEYS)
    assert [one["hint"] for one in listed.json()["items"]] == [made["hint"]]
    assert made["token"] not in listed.text
    with desk.read() as db:
        assert bytes(db.exec_driver_sql("SELECT token_hash FROM api_keys").scalar_one()) == digest(
            made["token"]
        )


@pytest.mark.parametrize(
    ("scope", "answers"),
    [
        (Scope.INTAKE, [201, 403, 403, 403]),
        (Scope.READ, [403, 200, 403, 403]),
        (Scope.WORK, [201, 200, 404, 403]),
        (Scope.ADMIN, [201, 200, 404, 200]),
    ],
)
def test_a_key_is_good_for_its_scope_alone(desk: Desk, scope: Scope, answers: list[int]) -> None:
    """Bring in, see, change, say who works here."""
    program = with_key(desk, make_key(desk, scope, account=make_account(desk)))

    found = [
        program.post(SEND, json=LOAN),
        program.get("/tickets"),
        program.post("/api/messages/99/resolve"),
        program.get("/api/v1/accounts"),
    ]

    assert [answer.status_code for answer in found] == answers


def test_a_key_can_do_no_more_than_its_account_can_now(desk: Desk) -> None:
    """A lowered role lowers it, a disabled account kills it."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.ADMIN)
    program = with_key(desk, make_key(desk, Scope.ADMIN, account=ana))
    seen = [program.get("/api/v1/accounts").status_code]

    for change in (AccountChange(role=Role.AGENT), AccountChange(disabled=True)):
        change_account(desk, ana.id, change, by=OPERATOR)
        seen.append(program.get("/api/v1/accounts").status_code)

    assert seen == [200, 403, 401]


def test_a_key_works_under_its_accounts_name(desk: Desk) -> None:
    """What it does is what its owner did."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.AGENT)

    told = with_key(desk, make_key(desk, Scope.WORK, account=ana)).get("/api/v1/session").json()

    assert (told["account"]["name"], told["agent"]["name"]) == ("Ana", "Ana")
    assert told["permissions"] == ["intake", "public", "read", "work"]


def test_a_key_of_the_desk_brings_in_and_reads_and_is_made_by_an_admin(desk: Desk) -> None:
    """Nobody stands behind it who could answer for more."""
    make_account(desk)
    make_account(desk, "Lea", Role.LEAD)
    kim, lea = signed_in(desk), signed_in(desk, "Lea")
    body = FORM | {"for_desk": True}

    refusals = [lea.post(KEYS, json=body), kim.post(KEYS, json=body | {"scopes": ["work"]})]
    made = kim.post(KEYS, json=body | {"scopes": ["intake", "read"]})

    assert [fault(*pair) for pair in zip(refusals, (403, 422), strict=True)] == ["", ""]
    assert (made.status_code, made.json()["account_id"]) == (201, None)


def test_a_revoked_key_is_dead_with_the_next_request(desk: Desk) -> None:
    """Its replay is refused, and so is revoking it again."""
    make_account(desk)
    kim = signed_in(desk)
    made = kim.post(KEYS, json=FORM).json()
    form = program(desk)
    form.headers["Authorization"] = f"Bearer {made['token']}"
    before = form.post(SEND, json=LOAN).status_code

    ended = kim.delete(f"{KEYS}/{made['id']}")

    assert (before, ended.status_code) == (201, 204)
    refused = form.post(SEND, json=LOAN)
    assert fault(refused, 401) == ""
    assert refused.headers["www-authenticate"] == "Bearer"
    assert fault(kim.delete(f"{KEYS}/{made['id']}"), 404) == ""
    assert events(desk)[-1] == "key.revoked"


def test_a_key_ends_when_it_was_said_to(desk: Desk, clock: StillClock) -> None:
    """To the moment."""
    make_account(desk)
    until = clock() + timedelta(days=1)
    made = signed_in(desk).post(KEYS, json=FORM | {"expires_at": until.isoformat()}).json()
    form = program(desk)
    form.headers["Authorization"] = f"Bearer {made['token']}"
    before = form.post(SEND, json=LOAN).status_code

    clock.advance(timedelta(days=1))

    assert (before, form.post(SEND, json=LOAN).status_code) == (201, 401)


def test_others_keys_are_not_there(desk: Desk) -> None:
    """In the words of a key that never was; an admin sees and ends all."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.AGENT)
    make_account(desk, "Ben", Role.AGENT)
    anas, desks = make_key(desk, Scope.WORK, account=ana), make_key(desk, Scope.INTAKE)
    ben, kim = signed_in(desk, "Ben"), signed_in(desk)

    refusals = [ben.delete(f"{KEYS}/{number}") for number in (anas.key.id, desks.key.id, 999, 2**63)]

    assert [fault(refused, 404) for refused in refusals] == [""] * 4
    assert len({refused.json()["detail"].rstrip(".0123456789") for refused in refusals}) == 1
    assert ben.get(KEYS).json()["items"] == []
    assert [one["id"] for one in kim.get(KEYS).json()["items"]] == [anas.key.id, desks.key.id]
    assert kim.delete(f"{KEYS}/{anas.key.id}").status_code == 204


def test_a_key_makes_no_keys_and_no_sessions(desk: Desk) -> None:
    """A key that leaked cannot make itself a twin, not even an admin's."""
    kim = with_key(desk, make_key(desk, Scope.ADMIN, account=make_account(desk)))

    answers = [kim.get(KEYS), kim.post(KEYS, json=FORM), kim.get("/api/v1/sessions")]

    assert [fault(answer, 403) for answer in answers] == ["", "", ""]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer fl_guess",
        "Bearer guess",
        "Bearer",
        "Bearer ",
        "Basic a2ltOnNldmVu",
        "fl_guess",
        "",
        "Bearer fl_a fl_b",
        "Bearer fl_\u00e9",
    ],
)
@pytest.mark.parametrize("is_local", [True, False])
def test_a_header_that_is_no_good_key_is_never_ignored(desk: Desk, header: str, *, is_local: bool) -> None:
    """At a local desk too, where nobody needs one: the caller thinks that it counts."""
    if not is_local:
        make_account(desk)
    caller, headers = program(desk), {b"Authorization": header.encode("latin-1")}

    answers = [caller.get(path, headers=headers) for path in ("/tickets", "/api/v1/session", "/nowhere")]

    assert [fault(answer, 401) for answer in answers] == ["", "", ""]
    assert caller.get("/health", headers=headers).status_code == 200


def test_a_key_is_good_at_a_local_desk_too(desk: Desk) -> None:
    """And means what it means: no more than its scope."""
    made = at_the_door(desk).post(KEYS, json=FORM | {"for_desk": True}).json()
    form = program(desk)
    form.headers["Authorization"] = f"Bearer {made['token']}"

    assert [form.post(SEND, json=LOAN).status_code, form.get("/tickets").status_code] == [201, 403]


def test_the_last_use_is_known_to_the_minute_and_written_no_oftener(desk: Desk, clock: StillClock) -> None:
    """A write for each request would be too dear."""
    made = make_key(desk, Scope.READ)
    reader = with_key(desk, made)
    ledger = reader.app.ledger  # type: ignore[attr-defined] # what the running desk flushes each second
    seen = []

    for seconds in (0, 30, 40):
        clock.advance(timedelta(seconds=seconds))
        reader.get("/tickets")
        ledger.flush(desk)
        seen.append(at_the_door(desk).get(KEYS).json()["items"][0]["last_used_at"])

    assert [moment[11:19] for moment in seen] == ["08:00:00", "08:00:00", "08:01:10"]


def test_a_repeat_under_a_key_of_ones_own_is_not_anothers(desk: Desk) -> None:
    """The same Idempotency-Key from two programs is two requests."""
    forms = [with_key(desk, make_key(desk, Scope.INTAKE)) for _ in range(2)]

    answers = [form.post(SEND, json=LOAN, headers={"Idempotency-Key": "1"}) for form in (*forms, forms[0])]

    assert [answer.json()["message_id"] for answer in answers] == [1, 2, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2027-01-01T00:00:00"},
        {"expires_at": "9999-01-01T00:00:00Z"},
        {"token": "fl_mine"},
        {"for_desk": "yes"},
    ],
    ids=str,
)
def test_what_is_no_key_is_named_and_not_made(desk: Desk, changes: Json) -> None:
    """No half of it is there."""
    make_account(desk)
    kim = signed_in(desk)

    assert fault(kim.post(KEYS, json=FORM | changes), 422) == ""
    assert kim.get(KEYS).json()["items"] == []
