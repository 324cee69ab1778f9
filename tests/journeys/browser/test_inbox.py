"""The inbox as people use it, in a real browser at a real desk: what they see is what the desk has."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.journeys.browser.agent import DESKTOP, PATIENCE, PHONE, Agent, agent_at
from tests.journeys.browser.states import (
    PASSWORD,
    State,
    fill,
    fresh_states,
    give_to_a_team,
    look_at,
    states,
    team_states,
)
from tests.journeys.server import Server, opened_desk, ran

CHARGED = "I was charged twice for my March invoice. Please refund the second payment."
BLOCKED = "My account is BLOCKED and nobody in my team can log in!"
IN_GZIP = {"Accept-Encoding": "gzip"}
LIGHT = 190_000
"""Bytes of JavaScript and CSS, in gzip."""


def made(server: Server, text: str, name: str = "Ava Moreau") -> int:
    """Let a customer write, by the API."""
    answer = server.ask("POST", "/api/v1/tickets", {"customer": {"name": name}, "text": text})
    return int(answer.json["ticket"]["id"])


def detail(server: Server, ticket: int) -> Any:  # noqa: ANN401 - any JSON
    """Ask the API how a ticket stands."""
    return server.ask("GET", f"/api/v1/tickets/{ticket}").json


def category_of(server: Server, ticket: int) -> tuple[str, bool]:
    """Ask the API for a ticket's category, and whether a person has decided it."""
    field = detail(server, ticket)["verdict"]["verdict"]["category"]
    return field["value"], field["decided_by"] == "human"


def replies(server: Server, ticket: int) -> list[str]:
    """Give the replies that have gone out."""
    return [one["text"] for one in detail(server, ticket)["thread"] if one["kind"] == "reply"]


def statuses(server: Server, tickets: Sequence[int]) -> list[str]:
    """Ask the API where tickets stand."""
    return sorted(detail(server, one)["ticket"]["status"] for one in tickets)


def settle(is_so: Callable[[], bool]) -> None:
    """Wait until something is so at the desk; what never becomes so is a failure."""
    for _ in range(int(PATIENCE / 100)):
        if is_so():
            return
        time.sleep(0.1)
    assert is_so()


def reply_field(page: Page) -> Locator:
    """Find where a reply is written."""
    return page.get_by_label("Reply to the customer")


def test_a_fresh_desk_teaches_and_makes_the_first_ticket(agent: Agent) -> None:
    """Straight into the desk, without a sign-in; the first message is judged before one's eyes."""
    agent.go("/")
    expect(agent.page).to_have_url(re.compile("/inbox"))
    agent.go("/welcome")
    agent.check()
    agent.page.get_by_label("A customer's message").fill(BLOCKED)

    agent.button("Make it a ticket").click()

    expect(agent.page).to_have_url(re.compile("ticket=1"))
    agent.sees(BLOCKED)
    assert detail(agent.server, 1)["message"] == BLOCKED


def test_a_message_that_arrives_by_the_api_is_there_by_itself(agent: Agent) -> None:
    """Nobody loads the page again."""
    made(agent.server, CHARGED)
    agent.go("/inbox")
    expect(agent.page.get_by_role("option")).to_have_count(1)

    made(agent.server, BLOCKED, name="Lucía Berg")

    expect(agent.row("Lucía Berg")).to_be_visible()
    expect(agent.page.get_by_role("option")).to_have_count(2)


def test_a_verdict_is_read_corrected_by_one_key_and_taken_back(agent: Agent) -> None:
    """The desk learns it, and forgets it when it was a slip."""
    ticket = made(agent.server, CHARGED)
    agent.go(f"/inbox?ticket={ticket}")
    agent.sees("Triage")

    agent.press("c")
    agent.page.get_by_role("menuitem", name=re.compile("^Sales")).click()

    agent.sees("Category is Sales now.")
    assert category_of(agent.server, ticket) == ("sales", True)
    agent.press("Control+z")
    expect(agent.button("Category: Billing")).to_be_visible()
    agent.sees("took the correction of the category back")
    settle(lambda: category_of(agent.server, ticket) == ("billing", False))


def test_a_draft_is_edited_its_finding_mended_sent_undone_and_sent(agent: Agent) -> None:
    """The customer gets one reply, and only what the agent meant."""
    ticket = made(agent.server, CHARGED)
    agent.go(f"/inbox?ticket={ticket}")
    agent.button("Use the draft").click()
    field = reply_field(agent.page)
    expect(field).not_to_be_empty()
    field.press("Control+End")
    field.press_sequentially(" We will refund you today.")
    agent.sees("Policy:")
    expect(agent.page.get_by_text(re.compile(r"Policy: \d+ finding"))).to_be_visible()
    agent.check()
    field.fill("Hello Ava, I have asked finance whether a refund applies.")
    agent.sees("Policy: fine")
    expect(agent.page.get_by_text("is replying")).to_have_count(0)

    agent.button("Send to customer").click()
    agent.sees("Goes out to the customer")
    agent.press("Control+z")

    expect(field).to_have_value("Hello Ava, I have asked finance whether a refund applies.")
    assert replies(agent.server, ticket) == []
    agent.button("Send to customer").click()
    expect(field).to_be_empty()
    expect(agent.page.get_by_text("Goes out in")).to_have_count(0)
    expect(agent.page.get_by_label("Ticket").get_by_text("I have asked finance")).to_be_visible()
    settle(lambda: len(replies(agent.server, ticket)) > 0)
    assert replies(agent.server, ticket) == ["Hello Ava, I have asked finance whether a refund applies."]


def test_who_types_on_behind_a_key_loses_no_letter(agent: Agent) -> None:
    """R, and the answer at once; N, and a note."""
    ticket = made(agent.server, CHARGED)
    agent.go(f"/inbox?ticket={ticket}")
    expect(reply_field(agent.page)).to_be_visible()

    agent.page.keyboard.type("rHello Ava")
    agent.press("Escape")
    agent.page.keyboard.type("nShe called")

    expect(agent.page.get_by_label("Internal note, for colleagues only")).to_have_value("She called")
    settle(lambda: len(detail(agent.server, ticket)["drafts"]) > 1)
    kept = {one["kind"]: one["text"] for one in detail(agent.server, ticket)["drafts"]}
    assert kept == {"reply": "Hello Ava", "note": "She called"}


def test_many_tickets_are_resolved_by_keys_alone(agent: Agent) -> None:
    """And come back by one more."""
    tickets = [made(agent.server, f"{CHARGED} Order {number}.", name=f"Ava {number}") for number in range(4)]
    agent.go("/inbox?sort=newest")
    expect(agent.page.get_by_role("option")).to_have_count(4)

    agent.press("j", "x", "j", "x")
    agent.sees("2 selected")
    agent.press("e")

    agent.sees("2 tickets resolved.")
    assert statuses(agent.server, tickets) == ["open", "open", "resolved", "resolved"]
    agent.press("Control+z")
    settle(lambda: statuses(agent.server, tickets) == ["open"] * 4)


def test_the_list_follows_the_cursor_however_far_it_goes(agent: Agent) -> None:
    """Far below what the window shows at first, by J alone."""
    for number in range(24):
        made(agent.server, f"{CHARGED} Order {number}.", name=f"Ava {number}")
    agent.go("/inbox?sort=newest")
    expect(agent.row("Ava 23")).to_be_visible()

    for _ in range(24):
        agent.press("j")
        agent.page.wait_for_timeout(120)

    expect(agent.page).to_have_url(re.compile("ticket=1(&|$)"))
    expect(agent.page.get_by_role("option").and_(agent.row("Order 0."))).to_be_in_viewport()
    expect(agent.page.get_by_label("Conversation").get_by_text("Order 0.")).to_be_visible()


def test_a_file_is_looked_at_before_it_comes_in(agent: Agent, tmp_path: Path) -> None:
    """Its columns are said where their names do not, and nothing is stored until then."""
    file = tmp_path / "oldesk.csv"
    file.write_text(f"Title,Requester,Details\nMrs,ava@example.com,{CHARGED}\nMr,tom@example.com,{BLOCKED}\n")
    agent.go("/settings/import")
    agent.page.locator("input[type=file]").set_input_files(file)
    agent.sees("No column is known to hold the message.")

    details = agent.page.get_by_label("Details")
    details.focus()
    details.select_option("Message")
    expect(agent.page.get_by_text("New tickets").locator("..")).to_contain_text("2")
    expect(details).to_be_focused()
    agent.page.get_by_label("Requester").select_option("Customer's e-mail address")
    expect(agent.page.get_by_text("ava@example.com").first).to_be_visible()
    agent.page.get_by_label("Title").select_option("Passed over")
    expect(agent.page.get_by_text("Mrs")).to_have_count(0)
    agent.check()
    assert agent.server.ask("GET", "/api/v1/tickets").json["items"] == []
    agent.button("Import", exact=True).click()

    agent.sees("The file is in.")
    found = agent.server.ask("GET", "/api/v1/tickets?sort=newest").json["items"]
    assert sorted(one["customer"]["email"] for one in found) == ["ava@example.com", "tom@example.com"]
    assert not any(one["subject"].startswith("Mr") for one in found)


def test_a_file_comes_in_with_its_progress_and_says_what_it_left_out(agent: Agent, tmp_path: Path) -> None:
    """Sent again it doubles nothing."""
    rows = [f"{number},Message {number}: {CHARGED},2026-03-02 8:00:00" for number in range(1, 40)]
    file = tmp_path / "messages.csv"
    file.write_text("User ID,Message Body,Timestamp (UTC)\n" + "\n".join([*rows, "40,,yesterday"]) + "\n")
    agent.go("/settings/import")
    agent.page.locator("input[type=file]").set_input_files(file)

    agent.button("Import", exact=True).click()

    agent.sees("The file is in.")
    agent.sees("Rows that could not be taken")
    agent.check()
    counts = agent.server.ask("GET", "/api/v1/tickets/counts").json["views"]
    assert next(one["count"] for one in counts if one["view"] == "all") == 39
    agent.button("Import", exact=True).click()
    expect(agent.page.get_by_text("Known already").locator("..")).to_contain_text("39")
    counts = agent.server.ask("GET", "/api/v1/tickets/counts").json["views"]
    assert next(one["count"] for one in counts if one["view"] == "all") == 39


def test_the_first_account_gives_the_desk_to_a_team(agent: Agent, browser: Browser) -> None:
    """Whoever made it is in; whoever comes without an account is asked for one, and so is a program."""
    made(agent.server, CHARGED)
    agent.go("/settings/people")
    agent.page.get_by_label("Name", exact=True).fill("Kim")
    agent.page.get_by_label("E-mail address").fill("kim@example.com")
    agent.page.get_by_label("Password", exact=True).fill(PASSWORD)

    agent.button("turn team mode on").click()

    agent.sees("you are its admin")
    assert agent.server.ask("GET", "/api/v1/tickets").status == 401
    with agent_at(browser, agent.server) as other:
        other.go("/inbox?ticket=1")
        expect(other.page).to_have_url(re.compile("/sign-in"))
        other.check()
        other.watched.expect("401")
        other.page.get_by_label("E-mail address").fill("kim@example.com")
        other.page.get_by_label("Password", exact=True).fill("eight brown bottles")
        other.button("Sign in").click()
        expect(other.page.get_by_role("alert")).to_be_visible()
        other.page.get_by_label("Password", exact=True).fill(PASSWORD)
        other.button("Sign in").click()
        expect(other.page).to_have_url(re.compile("/inbox.*ticket=1"))
        other.sees(CHARGED)


def test_two_agents_at_one_ticket_see_each_other_and_overwrite_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    """One writes and has the ticket; the other is told, and their own words are none of it."""
    for email, name in (("kim@example.com", "Kim"), ("ana@example.com", "Ana")):
        ran(tmp_path, "user", "add", email, "--name", name, "--role", "admin", stdin=PASSWORD)
    with opened_desk(tmp_path) as server, agent_at(browser, server) as kim, agent_at(browser, server) as ana:
        kim.sign_in("kim@example.com", PASSWORD)
        ana.sign_in("ana@example.com", PASSWORD)
        tickets = f"{server.address.rstrip('/')}/api/v1/tickets"
        body = {"customer": {"name": "Ava"}, "text": CHARGED}
        made_by_kim = kim.page.request.post(
            tickets, data=body, headers={"Origin": server.address.rstrip("/")}
        )
        ticket = made_by_kim.json()["ticket"]["id"]
        kim.go(f"/inbox?ticket={ticket}")
        ana.go(f"/inbox?ticket={ticket}")
        expect(reply_field(ana.page)).to_be_visible()

        reply_field(kim.page).press_sequentially("Hello Ava, ")

        ana.sees("Kim is replying.")
        expect(reply_field(ana.page)).to_be_empty()
        shown = kim.page.request.get(f"{tickets}/{ticket}").json()
        assert shown["ticket"]["assignee"]["name"] == "Kim"


def test_who_was_slower_is_told_what_stands_now_and_decides(agent: Agent) -> None:
    """The page has not heard of the other change; nothing is overwritten before somebody has said so."""
    ticket = made(agent.server, CHARGED)
    agent.watched.expect("ERR_FAILED", "412")
    agent.page.route("**/api/v1/events/stream*", lambda route: route.abort())
    agent.go(f"/inbox?ticket={ticket}")
    expect(reply_field(agent.page)).to_be_visible()
    agent.server.ask("PATCH", f"/api/v1/tickets/{ticket}", {"priority": "urgent"})

    agent.press("p")
    agent.page.get_by_role("menuitem", name="Low").click()

    agent.sees("changed priority to Urgent meanwhile. Yours: Low.")
    assert detail(agent.server, ticket)["ticket"]["priority"] == "urgent"
    agent.button("Apply mine").click()
    settle(lambda: detail(agent.server, ticket)["ticket"]["priority"] == "low")


def test_what_is_written_without_a_network_is_kept_and_saved(agent: Agent) -> None:
    """The page says that it is offline, and goes on when it is back."""
    ticket = made(agent.server, CHARGED)
    agent.go(f"/inbox?ticket={ticket}")
    expect(reply_field(agent.page)).to_be_visible()
    agent.watched.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    agent.page.context.set_offline(True)
    agent.sees("You are offline.")

    reply_field(agent.page).fill("Hello Ava, we are looking into it.")
    agent.sees("Kept in this browser")
    agent.page.context.set_offline(False)

    agent.sees("Draft saved")
    expect(agent.page.get_by_text("You are offline.")).to_have_count(0)
    (draft,) = detail(agent.server, ticket)["drafts"]
    assert draft["text"] == "Hello Ava, we are looking into it."


def test_the_list_needs_little_code_and_waits_for_no_more(agent: Agent) -> None:
    """The page names 190 kB of code and style in gzip, and the list is there when nothing else ever comes."""
    made(agent.server, CHARGED)
    page = agent.server.ask("GET", "/inbox", headers={"Accept": "text/html"}).body.decode()
    named = set(re.findall(r"/assets/[\w.-]+\.(?:js|css)", page))
    weights = {path: len(agent.server.ask("GET", path, headers=IN_GZIP).body) for path in named}
    agent.page.route(
        re.compile(r"/assets/.+\.(js|css)$"),
        lambda route: route.fallback() if urlsplit(route.request.url).path in named else route.abort(),
    )
    agent.watched.expect("Failed to load resource", "Failed to fetch dynamically imported module")

    agent.go("/inbox")

    expect(agent.row("Ava Moreau")).to_be_visible()
    assert len(weights) > 2
    assert sum(weights.values()) <= LIGHT, weights


@pytest.mark.parametrize(
    ("size", "dark"),
    [(DESKTOP, False), (DESKTOP, True), (PHONE, True)],
    ids=["desktop-light", "desktop-dark", "phone-dark"],
)
def test_every_page_and_state_can_be_used_by_everybody(
    browser: Browser, server: Server, size: ViewportSize, *, dark: bool
) -> None:
    """Light and dark, wide and narrow: axe finds nothing, nothing is cut off, the console is silent."""
    with agent_at(browser, server, dark=dark, size=size) as agent:
        _check(agent, fresh_states())
        fill(server)
        _check(agent, states())
        give_to_a_team(server)
        _check(agent, team_states())


def _check(agent: Agent, shown: Iterable[State]) -> None:
    for state in shown:
        look_at(agent, state)
        agent.check()


def test_the_palette_and_the_keys_can_be_used_by_everybody(agent: Agent) -> None:
    """They open by keys, find what is typed, and give the focus back."""
    made(agent.server, CHARGED, name="Lucía Berg")
    agent.go("/inbox?ticket=1")
    agent.sees("Triage")
    agent.press("Control+k")
    expect(agent.page.get_by_role("dialog")).to_be_visible()
    agent.check()
    agent.page.keyboard.type("lucia")
    expect(agent.page.get_by_role("option", name=re.compile("Lucía Berg"))).to_be_visible()
    agent.press("Escape", "Shift+?")
    agent.sees("Keys follow your keyboard's layout")
    agent.check()
