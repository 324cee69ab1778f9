"""A team's desk in processes of its own: who may come in is known to all of them, and secrets to none."""

import json
import shlex
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from firstline.core.access import OPERATOR, Role
from firstline.flows.accounts import NewAccount, add_account
from firstline.run.doors import running
from firstline.run.say import NoStart
from firstline.run.serve import _check_address, _check_admin
from firstline.run.settings import Settings
from tests.journeys.server import Server, opened_desk, ran

PASSWORD = "seven green bottles"  # noqa: S105 - of people who exist in tests alone
WRONG = "eight brown bottles"
KIM = {"email": "kim@example.com", "password": PASSWORD}
SOON = 3.0
"""Seconds; it takes one, on a machine that is not busy."""


def test_the_first_account_closes_the_door_of_a_running_desk(tmp_path: Path) -> None:
    """Made by another process, noticed within about a second."""
    with opened_desk(tmp_path) as server:
        before = server.ask("GET", "/tickets").status

        made = ran(tmp_path, "user", "add", "kim@example.com", "--name", "Kim", stdin=PASSWORD)

        assert (before, made.returncode, made.stdout) == (200, 0, "kim@example.com  Kim  admin\n")
        assert "belongs to a team now" in made.stderr
        assert until(lambda: server.ask("GET", "/tickets").status == 401) < SOON
        assert server.ask("POST", "/api/v1/session", KIM).status == 201


def test_the_line_that_a_teams_desk_suggests_works_with_a_key(tmp_path: Path) -> None:
    """It says where the key comes from, and where to put it."""
    ran(tmp_path, "user", "add", "kim@example.com", stdin=PASSWORD)
    with opened_desk(tmp_path) as server:
        server.ask("GET", "/health")  # by then it has said everything
        said = [line.strip() for line in server.said]
        (make,) = [line.removeprefix("key").split() for line in said if line.startswith("key ")]
        (call,) = [line for line in said if line.startswith("curl ")]
        made = ran(tmp_path, *shlex.split(" ".join(make))[1:])

        words = shlex.split(call.replace("YOUR_KEY", made.stdout.strip()))

        headers = dict(word.split(": ") for flag, word in pairwise(words) if flag == "-H")
        path = words[1].removeprefix(server.address)
        answers = [server.send("POST", path, words[-1].encode(), sent).status for sent in (headers, {})]
    assert answers == [201, 401]


def test_a_key_that_another_process_revokes_is_dead_at_once(tmp_path: Path) -> None:
    """The running desk remembers nothing of it."""
    ran(tmp_path, "user", "add", "kim@example.com", stdin=PASSWORD)
    with opened_desk(tmp_path) as server:
        made = json.loads(ran(tmp_path, "token", "create", "Form", "--scope", "read", "--json").stdout)
        before = with_key(server, made["token"])

        ended = ran(tmp_path, "token", "revoke", str(made["id"]))

        after = with_key(server, made["token"])
    assert (before, ended.returncode, after) == (200, 0, 401)


def test_no_secret_is_on_the_disk_or_in_what_the_desk_says(tmp_path: Path) -> None:
    """Passwords right and wrong, sessions, keys, links: at the loudest level of the log."""
    setting = {"FIRSTLINE_ADMIN_EMAIL": "kim@example.com", "FIRSTLINE_ADMIN_PASSWORD": PASSWORD}
    with opened_desk(tmp_path, FIRSTLINE_LOG_LEVEL="DEBUG", **setting) as server:
        secrets = [PASSWORD, WRONG, *use_every_secret(server)]
        told = [
            ran(tmp_path, *words).stdout for words in (("user", "list"), ("token", "list"), ("settings",))
        ]
        server.stop()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    said = "".join([*server.said, *server.complained, *told])
    assert b"kim@example.com" in kept
    assert "POST /api/v1/session" in said
    assert [secret for secret in secrets if secret.encode() in kept or secret in said] == []


def test_an_operators_admin_is_made_once(tmp_path: Path) -> None:
    """What the password is later set to, stays."""
    setting = {"FIRSTLINE_ADMIN_EMAIL": "Kim@example.com", "FIRSTLINE_ADMIN_PASSWORD": WRONG}
    with opened_desk(tmp_path, **setting) as server:
        assert server.ask("GET", "/tickets").status == 401
    ran(tmp_path, "user", "password", "kim@example.com", stdin=PASSWORD)

    with opened_desk(tmp_path, **setting) as server:
        answers = [
            server.ask("POST", "/api/v1/session", KIM | {"password": word}) for word in (WRONG, PASSWORD)
        ]

    assert [answer.status for answer in answers] == [401, 201]
    assert ran(tmp_path, "user", "list").stdout.count("kim@example.com") == 1


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"FIRSTLINE_ADMIN_EMAIL": "kim@example.com"}, "FIRSTLINE_ADMIN_PASSWORD"),
        ({"FIRSTLINE_ADMIN_PASSWORD": PASSWORD}, "FIRSTLINE_ADMIN_EMAIL"),
        ({"FIRSTLINE_ADMIN_EMAIL": "kim", "FIRSTLINE_ADMIN_PASSWORD": PASSWORD}, "FIRSTLINE_ADMIN_EMAIL"),
        ({"FIRSTLINE_ADMIN_EMAIL": "kim@example.com", "FIRSTLINE_ADMIN_PASSWORD": "short"}, "10 characters"),
    ],
    ids=str,
)
def test_an_operators_admin_that_cannot_be_made_stops_the_start(
    tmp_path: Path, setting: dict[str, str], sentence: str
) -> None:
    """In one sentence that holds no password."""
    done = ran(tmp_path, "serve", "--port", "0", **setting)

    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stderr


def test_a_desk_is_open_to_others_only_with_an_admin(tmp_path: Path) -> None:
    """Whether there is one, the database says; without any data it is refused before any is made."""
    settings = Settings(FIRSTLINE_HOME=str(tmp_path), HOST="192.0.2.7")  # type: ignore[call-arg] # by their variables
    with pytest.raises(NoStart, match="no admin yet"):
        _check_address(settings)
    with running(settings) as open_desk:
        _check_address(settings)
        with pytest.raises(NoStart, match="no admin yet"):
            _check_admin(settings, open_desk)

        new = NewAccount("kim@example.com", "Kim", Role.ADMIN, PASSWORD)
        add_account(open_desk.desk, new, by=OPERATOR)

        _check_admin(settings, open_desk)


def use_every_secret(server: Server) -> list[str]:
    """Sign in rightly and wrongly, make keys and links, use them rightly and wrongly; give all tokens."""
    server.ask("POST", "/api/v1/session", KIM | {"password": WRONG})
    signed_in = server.ask("POST", "/api/v1/session", KIM)
    cookie = signed_in.headers["set-cookie"].partition(";")[0]
    browser = {"Cookie": cookie, "Origin": server.address}
    key = made(server, "/api/v1/keys", {"name": "Form", "scopes": ["intake", "read"]}, browser)["token"]
    link = made(server, "/api/v1/invitations", {"email": "ana@example.com", "name": "Ana"}, browser)["token"]
    accepted = server.ask("POST", "/api/v1/invitations/accept", {"token": link, "password": WRONG})
    for token in (key, f"{key}x"):
        server.ask("GET", f"/tickets?q={token}", headers={"Authorization": f"Bearer {token}"})
        server.ask(
            "POST", "/api/v1/triage", {"text": 7, "subject": token}, browser | {"Idempotency-Key": "k"}
        )
    server.ask("PUT", "/api/v1/session/password", {"current": WRONG, "new": "short"}, browser)
    other = accepted.headers["set-cookie"]
    return [key, link, *(one.partition("=")[2].partition(";")[0] for one in (cookie, other))]


def made(server: Server, path: str, body: object, headers: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
    """Make something."""
    answer = server.ask("POST", path, body, headers)
    assert answer.status == 201, answer.body
    return answer.json


def with_key(server: Server, token: str) -> int:
    """Ask with a key."""
    return server.ask("GET", "/tickets", headers={"Authorization": f"Bearer {token}"}).status


def until(true: Callable[[], bool]) -> float:
    """Wait until something is true, and say how many seconds that took."""
    began = time.monotonic()
    while not true() and time.monotonic() - began < SOON:
        time.sleep(0.05)
    return time.monotonic() - began
