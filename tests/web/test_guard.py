"""Who comes in: in local mode the person at the machine, in team mode nobody without a credential."""

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.web.guard import Mode
from tests.make import ADDRESS, make_client
from tests.web.calls import AVA, JOHN, LOAN, fault, stored

ROUTES = (
    ("GET", "/"),
    ("POST", "/api/messages/send"),
    ("GET", "/api/messages"),
    ("POST", "/api/messages/1/reply"),
    ("POST", "/api/messages/1/resolve"),
    ("POST", "/api/messages/1/assign"),
    ("POST", "/api/messages/1/unassign"),
    ("GET", "/api/customers/1"),
    ("GET", "/api/get/llm"),
    ("POST", "/api/set/llm"),
    ("POST", "/admin/seed"),
    ("POST", "/tickets"),
    ("GET", "/tickets"),
    ("GET", "/tickets/1"),
    ("PATCH", "/tickets/1/status"),
    ("GET", "/analytics/summary"),
    ("POST", "/seed"),
    ("POST", "/api/v1/tickets/process"),
    ("GET", "/api/v1/tickets/metrics"),
    ("POST", "/api/v1/triage"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/nowhere"),
)
HEALTH = ("/health", "/health/ready", "/health/live", "/api/health")
ANY_BODY = (
    LOAN
    | AVA
    | JOHN
    | {"agent_name": "Kim", "reply": "Hi", "status": "closed", "use_llm": True, "text": "Hi"}
)
APP = "https://app.example"
OPEN = frozenset({"*"})


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: the guard asks none."""
    return sqlite_url


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example.com"},
        {"Host": "desk.example.com:8000"},
        {"Host": "127.0.0.1.example.com"},
        {"Host": "localhost.example.com"},
        {"Host": "192.168.1.5:8000"},
        {"Host": "0.0.0.0"},  # noqa: S104 - a name that a browser could be led to, nothing is bound
        {"Host": "[fe80::1]"},
        {"Host": ""},
        {"Host": "localhost@example.com"},
        {"Host": "example.com@localhost"},
        {"Host": "localhost/example.com"},
        {"Host": "["},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Port": "8000"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "*"},
    ],
    ids=str,
)
def test_a_local_desk_refuses_what_does_not_come_from_its_own_machine(
    client: TestClient, desk: Desk, headers: dict[str, str]
) -> None:
    """On every route and in its shape: another host's name, a proxy, a page of another origin."""
    faults = {
        call: fault(client.request(*call, json=ANY_BODY, headers=headers), 403)
        for call in (*ROUTES, *(("GET", path) for path in HEALTH))
    }

    assert {call: found for call, found in faults.items() if found} == {}
    assert sum(stored(desk).values()) == 0


@pytest.mark.parametrize(
    "headers",
    [
        [("Host", "desk.example.com"), ("Host", "127.0.0.1:8000")],
        [("Host", "127.0.0.1:8000"), ("Host", "127.0.0.1:8000")],
        [("Origin", "https://evil.example"), ("Origin", ADDRESS)],
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", Mode)
def test_two_hosts_or_two_origins_are_refused(desk: Desk, mode: Mode, headers: list[tuple[str, str]]) -> None:
    """Whoever stands between may have read the other one; so it holds for a team's desk too."""
    with make_client(desk, mode=lambda: mode) as client:
        answers = [client.get(path, headers=headers) for path in ("/tickets", "/api/messages", "/health")]

    assert [fault(answer, 403) for answer in answers] == ["", "", ""]
    assert {answer.headers["x-error-code"] for answer in answers} == {"not_from_here"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:8000"},
        {"Host": "127.0.0.1"},
        {"Host": "127.8.9.10:5000"},
        {"Host": "[::1]:8000"},
        {"Host": "desk.localhost"},
        {"Origin": ADDRESS},
        {"Origin": "http://localhost:5000", "Host": "localhost:5000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_local_desk_answers_its_own_machine(client: TestClient, headers: dict[str, str]) -> None:
    """Programs name no origin, and its own pages name its own."""
    answer = client.post("/tickets", json=AVA, headers=headers)

    assert answer.status_code == 201


def test_a_listed_origin_may_call_and_no_other(desk: Desk) -> None:
    """Its pages may read the answers, with credentials, and the header that names the request."""
    with make_client(desk, origins=frozenset({APP})) as client:
        welcome = client.get("/tickets/9", headers={"Origin": APP, "Sec-Fetch-Site": "cross-site"})
        stranger = client.get("/tickets/9", headers={"Origin": "https://evil.example"})

    assert welcome.status_code == 404
    assert welcome.headers["access-control-allow-origin"] == APP
    assert welcome.headers["access-control-allow-credentials"] == "true"
    assert "X-Request-ID" in welcome.headers["access-control-expose-headers"]
    assert "Origin" in welcome.headers["vary"]
    assert fault(stranger, 403) == ""
    assert "access-control-allow-origin" not in stranger.headers


def test_a_listed_origin_may_ask_before_it_calls(desk: Desk) -> None:
    """As browsers do before they send JSON."""
    asking = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "content-type"}
    with make_client(desk, origins=frozenset({APP})) as client:
        welcome = client.options("/tickets/1/status", headers=asking | {"Origin": APP})
        stranger = client.options("/tickets/1/status", headers=asking | {"Origin": "https://evil.example"})

    assert welcome.status_code == 200
    assert welcome.headers["access-control-allow-origin"] == APP
    assert "PATCH" in welcome.headers["access-control-allow-methods"]
    assert "content-type" in welcome.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in stranger.headers


@pytest.mark.parametrize("origin", ["https://anywhere.example", ADDRESS, "null"])
def test_an_open_desk_answers_every_page_as_seed_3_did(desk: Desk, origin: str) -> None:
    """The star itself, so that no browser lends a page its credentials."""
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    with make_client(desk, origins=OPEN) as client:
        answers = [
            client.post("/api/v1/tickets/process", json=JOHN, headers=headers),
            client.post("/api/messages/send", json=LOAN, headers=headers | {"Cookie": "a=b"}),
            client.get("/tickets/99", headers=headers),
        ]

    assert [answer.status_code for answer in answers] == [200, 201, 404]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"*"}
    assert {answer.headers["access-control-allow-credentials"] for answer in answers} == {"true"}


def test_an_open_desk_may_be_asked_before_it_is_called(desk: Desk) -> None:
    """By any page, for any method and header."""
    asking = {
        "Origin": "https://anywhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, idempotency-key",
    }
    with make_client(desk, origins=OPEN) as client:
        answer = client.options("/api/messages/send", headers=asking)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "idempotency-key" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("headers", [{"Host": "desk.example.com"}, {"X-Forwarded-For": "127.0.0.1"}], ids=str)
def test_an_open_desk_still_answers_only_on_its_own_machine(desk: Desk, headers: dict[str, str]) -> None:
    """Open to every page is not open to every network."""
    with make_client(desk, origins=OPEN) as client:
        assert fault(client.get("/tickets", headers=headers), 403) == ""


def test_a_closed_desk_names_no_origin(client: TestClient) -> None:
    """Without a list there is no word about other origins."""
    answer = client.get("/tickets", headers={"Origin": ADDRESS})

    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "headers", [{}, {"Host": "desk.example.com"}, {"Authorization": "Bearer guess"}], ids=str
)
def test_a_teams_desk_answers_nobody_without_a_credential(desk: Desk, headers: dict[str, str]) -> None:
    """On every route, in its shape, before anything is read or stored."""
    with make_client(desk, mode=lambda: Mode.TEAM) as client:
        faults = {call: fault(client.request(*call, json=ANY_BODY, headers=headers), 401) for call in ROUTES}

    assert {call: found for call, found in faults.items() if found} == {}
    assert sum(stored(desk).values()) == 0


def test_a_teams_desk_tells_everyone_how_it_is(desk: Desk) -> None:
    """Load balancers have no account."""
    with make_client(desk, mode=lambda: Mode.TEAM) as client:
        answers = [client.get(path, headers={"Host": "desk.example.com"}) for path in HEALTH]

    assert [answer.status_code for answer in answers] == [200] * len(HEALTH)


def test_the_mode_may_change_while_the_desk_is_open(desk: Desk) -> None:
    """The moment an account is made, the door closes."""
    modes = [Mode.LOCAL, Mode.TEAM]
    with make_client(desk, mode=lambda: modes.pop(0)) as client:
        assert [client.get("/tickets").status_code for _ in range(2)] == [200, 401]
