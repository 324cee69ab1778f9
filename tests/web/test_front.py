"""The front page: people get a composer, a verdict with its words marked and the queue; programs get JSON."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any, NoReturn, TypeVar

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from firstline.core.access import OPERATOR
from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.reorganise import reorganise
from firstline.store.db import Connection
from firstline.store.faults import DatabaseDown
from firstline.tickets.reorganised import Renaming
from firstline.web import front
from tests.flows.together import together
from tests.make import StillClock, make_client, run_steps
from tests.web.calls import AS_PAGE, create, fault, process, send, set_status, stored, ticket, tickets

T = TypeVar("T")

HOSTILE = (
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "</blockquote></mark><b>bold</b>",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
    "<!-- --> &amp; &lt;b&gt;",
)


class Outline(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and the marked words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self._in_letter = False
        self._in_mark = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        self._in_letter = self._in_letter or tag == "blockquote"
        self._in_mark = tag == "mark" and self._in_letter

    def handle_endtag(self, tag: str) -> None:
        """Note that it ends."""
        self._in_letter = self._in_letter and tag != "blockquote"
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        """Note a marked word."""
        if self._in_mark:
            self.marked.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def page(client: TestClient, path: str = "/") -> Response:
    """Open a page as a browser does."""
    return client.get(path, headers=AS_PAGE)


def write(client: TestClient, text: str, **fields: str) -> Response:
    """Send the form of the front page."""
    return client.post("/", data={"action": "send", "message": text, **fields}, headers=AS_PAGE)


# --- opening it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
def test_programs_get_json(client: TestClient, accept: str) -> None:
    """The same address, and caches are told that two things live there."""
    answer = client.get("/", headers={"Accept": accept})

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["name"] == "Firstline"


def test_people_get_a_page_with_a_form_and_an_empty_queue(client: TestClient) -> None:
    """It says how to send the first message, from here or from a terminal."""
    answer = page(client)

    outline = Outline(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["vary"] == "Accept"
    names = {field.get("name") for tag in ("textarea", "input", "select") for field in outline.all(tag)}
    assert names == {"message", "subject", "name", "email", "tier", "once"}
    assert [(form["method"], form["action"]) for form in outline.all("form")] == [("post", "/#verdict")]
    assert "No open tickets." in answer.text
    assert "curl http://127.0.0.1:8000/tickets" in answer.text


def test_the_page_allows_nothing_but_its_own_files(client: TestClient) -> None:
    """No foreign host, no script or style inside the page, no frame around it."""
    write(client, "My account is blocked, please help me today.")
    answer = page(client, "/?ticket=1")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    outline = Outline(answer.text)
    assert [attributes for _, attributes in outline.tags if "style" in attributes] == []
    assert [name for _, attributes in outline.tags for name in attributes if name.startswith("on")] == []
    assert outline.all("style") == []
    assert all(script.get("src") for script in outline.all("script"))


def test_everything_that_the_page_loads_is_there(client: TestClient) -> None:
    """And comes from the desk itself."""
    outline = Outline(page(client).text)
    loaded = [
        tag.get("src") or tag.get("href") for name in ("script", "link", "img") for tag in outline.all(name)
    ]

    assert len(loaded) >= 3
    for address in loaded:
        assert address is not None
        assert address.startswith("/static/")
        assert client.get(address).status_code == 200


# --- sending ---------------------------------------------------------------------------------------------


def test_a_sent_message_is_a_ticket_and_its_page_marks_the_words_that_counted(client: TestClient) -> None:
    """The answer leads to the ticket, so that reloading the page sends nothing again."""
    answer = write(client, "My account is BLOCKED since Monday.", name="Mina Ba", email="mina@example.com")

    assert answer.status_code == 303
    shown = page(client, answer.headers["location"])
    assert shown.status_code == 200
    assert "BLOCKED" in " ".join(Outline(shown.text).marked)
    (made,) = tickets(client)
    assert (made["customer_name"], made["customer_email"]) == ("Mina Ba", "mina@example.com")
    assert made["message"] == "My account is BLOCKED since Monday."


def test_only_the_message_is_needed(client: TestClient) -> None:
    """The subject is made from it, and nobody is given a name of their own."""
    write(client, "  Good morning to you all  ")

    (made,) = tickets(client)
    assert (made["message"], made["subject"]) == ("Good morning to you all", "Good morning to you all")
    assert (made["customer_email"], made["customer_tier"], made["source"]) == (None, "standard", "form")
    assert made["customer_name"]


def test_a_double_click_makes_one_ticket(client: TestClient) -> None:
    """Both clicks lead to it."""
    once = _once(page(client))

    answers = together([lambda: write(client, "My account is blocked", once=once)] * 2)

    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["location"] for answer in answers} == {"/?ticket=1"}
    assert len(tickets(client)) == 1


def test_the_same_words_on_two_pages_are_two_tickets(client: TestClient) -> None:
    """Each page has a key of its own, so whoever means it twice gets it twice."""
    first, second = _once(page(client)), _once(page(client))

    for once in (first, second):
        write(client, "My account is blocked", once=once)

    assert first != second
    assert len(tickets(client)) == 2


@pytest.mark.parametrize("once", ["", " ", "a b", "a\x00b", "é", "x" * 256])
def test_a_form_without_a_usable_key_is_taken_each_time(client: TestClient, once: str) -> None:
    """As if the field was not there."""
    for _ in range(2):
        assert write(client, "My account is blocked", once=once).status_code == 303

    assert len(tickets(client)) == 2


def test_going_back_and_writing_something_else_keeps_the_words_and_asks(client: TestClient) -> None:
    """The old page's key belongs to the old words; sent once more, the new ones are a ticket."""
    once = _once(page(client))
    write(client, "My account is blocked", once=once)

    answer = write(client, "My card is lost", once=once)

    assert (answer.status_code, len(tickets(client))) == (409, 1)
    assert "send them again" in answer.text
    assert "My card is lost" in answer.text
    assert write(client, "My card is lost", once=_once(answer)).headers["location"] == "/?ticket=2"


def test_what_could_not_be_stored_is_sent_again_with_the_same_key(desk: Desk) -> None:
    """Perhaps it was stored after all: then the repeat finds its ticket instead of making another."""

    def store_and_lose_the_word(change: Callable[[Connection], T], /) -> T:
        desk.write(change)
        message = "Perhaps it is stored."
        raise Unavailable(message)

    with make_client(desk) as client, make_client(replace(desk, write=store_and_lose_the_word)) as unlucky:
        once = _once(page(client))
        answer = write(unlucky, "My account is blocked", once=once)

        assert answer.status_code == 503
        again = write(client, "My account is blocked", once=_once(answer))
        assert again.headers["location"] == "/?ticket=1"
        assert len(tickets(client)) == 1


def test_two_people_without_an_address_are_two_customers(client: TestClient) -> None:
    """A name is not a person."""
    for _ in range(2):
        write(client, "Good morning", name="Kim")

    listed = client.get("/api/messages").json()
    assert len({one["customer_id"] for one in listed}) == 2


def test_a_message_that_is_only_tried_is_judged_and_not_stored(client: TestClient, desk: Desk) -> None:
    """The form keeps what was written."""
    fields = {"subject": "A question", "name": "Mina", "email": "i@example.com", "tier": "vip"}

    answer = write(client, "My account is BLOCKED.", action="try", **fields)

    assert answer.status_code == 200
    assert "nothing stored" in answer.text
    outline = Outline(answer.text)
    assert "BLOCKED" in " ".join(outline.marked)
    inputs = {field["name"]: field.get("value") for field in outline.all("input")}
    assert inputs.pop("once")
    assert inputs == {name: value for name, value in fields.items() if name != "tier"}
    assert [option["value"] for option in outline.all("option") if "selected" in option] == ["vip"]
    assert sum(stored(desk).values()) == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"message": ""}, "message first"),
        ({"message": " \n"}, "message first"),
        ({"message": "a\x00b"}, "cannot be stored"),
        ({"message": "hello", "subject": "x" * 201}, "200 characters"),
        ({"message": "hello", "name": "x" * 121}, "120"),
        ({"message": "hello", "email": "x" * 256}, "255"),
        ({}, "message first"),
    ],
)
def test_what_cannot_be_taken_is_said_kindly_and_the_form_keeps_the_rest(
    client: TestClient, desk: Desk, fields: dict[str, str], words: str
) -> None:
    """A page, not a code; nothing is stored."""
    answer = client.post("/", data=fields | {"name": fields.get("name", "Mina")}, headers=AS_PAGE)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert 'role="alert"' in answer.text
    assert words in unescape(answer.text)
    assert sum(stored(desk).values()) == 0


@pytest.mark.parametrize(
    "number", ["7", "0", "-1", "abc", "1.5", "", "9223372036854775808", "9" * 5000, "<b>", "1%00"]
)
def test_an_unknown_ticket_is_said_kindly(client: TestClient, number: str) -> None:
    """With the form and the queue still there."""
    answer = page(client, f"/?ticket={number}")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.headers["x-error-code"] == "ticket_missing"
    assert "There is no ticket" in answer.text
    assert "<b>" not in answer.text
    assert Outline(answer.text).all("textarea")


# --- when it does not work -------------------------------------------------------------------------------


def test_what_is_too_large_is_said_on_a_page(client: TestClient, desk: Desk) -> None:
    """The person reads what to do, and nothing is stored."""
    answer = write(client, "x" * 2**20)

    assert_problem(answer, 413, "too_large")
    assert "shorten the message" in answer.text
    assert sum(stored(desk).values()) == 0


def test_the_form_of_another_site_is_refused_on_a_page(client: TestClient, desk: Desk) -> None:
    """Whoever was led here sees whose page it is."""
    from_elsewhere = AS_PAGE | {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}

    answer = client.post("/", data={"message": "My account is blocked"}, headers=from_elsewhere)

    assert_problem(answer, 403, "not_from_here")
    assert "Pages of other origins may not use this desk." in answer.text
    assert sum(stored(desk).values()) == 0


@pytest.mark.parametrize(
    "headers", [{"Host": "desk.example.com"}, {"X-Forwarded-For": "192.0.2.7"}], ids=["host", "proxy"]
)
def test_a_refusal_on_a_page_has_its_style(client: TestClient, headers: dict[str, str]) -> None:
    """The files that the page loads come by the same way, and are let in though the page was not."""
    refused = client.get("/", headers=AS_PAGE | headers)

    links = [link["href"] or "" for link in Outline(refused.text).all("link")]
    answers = {link: client.get(link, headers=headers) for link in links}
    assert_problem(refused, 403, "not_from_here")
    assert "/static/front.css" in links
    assert {link: answer.status_code for link, answer in answers.items()} == dict.fromkeys(links, 200)


def test_a_style_is_for_the_desks_own_pages(client: TestClient) -> None:
    """No other site's page learns by it that a desk is here."""
    style = client.get("/static/front.css", headers={"Sec-Fetch-Site": "cross-site"})

    assert fault(style, 403) == ""


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_a_method_that_the_page_does_not_know_is_said_on_a_page(client: TestClient, method: str) -> None:
    """With the methods that it knows."""
    answer = client.request(method, "/", headers=AS_PAGE)

    assert_problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_an_address_that_cannot_be_read_is_said_on_a_page(client: TestClient) -> None:
    """In a sentence instead of a list."""
    answer = page(client, "/?show=%FF")

    assert_problem(answer, 422, "bad_input")
    assert "The query must be UTF-8 text." in answer.text


def test_a_fault_of_ours_is_said_on_a_page_with_its_number(desk: Desk) -> None:
    """The number leads to the line in the log; of the fault itself nothing is shown."""
    with make_client(replace(desk, clock=_stumble)) as client:
        answer = client.get("/", headers=AS_PAGE | {"X-Request-ID": "order-77"})

    assert_problem(answer, 500, "internal_error")
    assert "order-77" in answer.text
    assert "stumbled" not in answer.text


@pytest.mark.parametrize("path", ["/", "/?ticket=1", "/?sort=due", "/?category=billing"])
def test_a_database_that_is_down_is_said_on_a_page(desk: Desk, path: str) -> None:
    """Nobody is told that there is nothing to do."""
    with make_client(replace(desk, read=_down)) as client:
        answer = page(client, path)

    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert (answer.headers["retry-after"], answer.headers["x-error-code"]) == ("1", "database_down")
    assert "The database is having a rest." in answer.text
    assert "No open tickets" not in answer.text


def test_a_message_that_could_not_be_stored_stays_in_the_form(desk: Desk) -> None:
    """With the reason that kept it from being stored, whatever else is down."""

    def refuse(_change: Callable[[Connection], T], /) -> T:
        message = "The disk is full."
        raise Unavailable(message)

    with make_client(replace(desk, read=_down, write=refuse)) as client:
        answer = write(client, "My account is blocked", subject="Sign-in")

    assert answer.status_code == 503
    assert "The disk is full." in answer.text
    assert "having a rest" not in answer.text
    assert "My account is blocked</textarea>" in answer.text
    assert 'value="Sign-in"' in answer.text


def test_programs_get_the_same_errors_as_json(client: TestClient) -> None:
    """A page is for those who ask for one."""
    elsewhere = {"Origin": "https://elsewhere.example"}
    answers = [
        client.post("/", data={"message": "x" * 2**20}),
        client.post("/", data={"message": "My account is blocked"}, headers=elsewhere),
        client.delete("/"),
        client.get("/?show=%FF"),
    ]

    assert [fault(answer, status) for answer, status in zip(answers, (413, 403, 405, 422), strict=True)] == [
        ""
    ] * 4


def test_other_doors_keep_their_shape_for_browsers_too(client: TestClient) -> None:
    """Only the front page's address has pages."""
    for path, status in (("/tickets/99", 404), ("/api/messages?status=odd", 400), ("/api/v1/nothing", 404)):
        assert fault(page(client, path), status) == ""


# --- hostile words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_wherever_they_stand(client: TestClient, text: str) -> None:
    """In the form, the verdict, its evidence and the queue no tag is made of them."""
    plain = write(client, "My account is blocked", subject="Note", name="Kim", email="k@example.com")
    expected = _tags(page(client, plain.headers["location"]))
    set_status(client, 1, "closed")

    sent = write(client, f"My account is blocked {text}", subject=text, name=text, email=text)
    tried = write(client, f"My account is blocked {text}", subject=text, name=text, email=text, action="try")

    shown = page(client, sent.headers["location"])
    for answer in (shown, tried):
        assert set(_tags(answer)) <= set(expected)
        assert not any(href.lower().startswith("javascript:") for href in _links(answer))
    assert text in unescape(shown.text)
    assert ticket(client, 2)["message"] == f"My account is blocked {text}"


def test_hostile_words_of_other_doors_stay_words_in_the_queue(client: TestClient) -> None:
    """Whoever sent them."""
    for text in HOSTILE:
        create(client, customer_name=text, subject=text, message=text)
        send(client, text)
        process(client, ticket_id=text, customer_name=text, raw_message=f"{text} and more")

    answer = page(client)

    assert answer.status_code == 200
    assert {script.get("src") for script in Outline(answer.text).all("script")} == {"/static/front.js"}
    assert Outline(answer.text).all("b") == []
    assert [image.get("onerror") for image in Outline(answer.text).all("img")] == [None]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=80), action=st.sampled_from(["send", "try"]))
def test_no_text_breaks_the_page(client: TestClient, text: str, action: str) -> None:
    """It is taken, or refused on a page."""
    fields = {"message": text.encode("utf-8", "replace").decode(), "action": action}

    answer = client.post("/", data=fields, headers=AS_PAGE)

    assert answer.status_code in {200, 303, 422}
    if answer.status_code == 303:
        assert page(client, answer.headers["location"]).status_code == 200


def set_priority(client: TestClient, number: int, priority: str) -> None:
    """Let a person say how pressing a ticket is."""
    assert client.patch(f"/api/v1/tickets/{number}", json={"priority": priority}).status_code == 200


# --- the queue -------------------------------------------------------------------------------------------


def test_the_queue_shows_what_is_open_most_pressing_first(client: TestClient) -> None:
    """Whichever door it came through; what was ended is gone."""
    calm = create(client, subject="Note", message="Thank you")["id"]
    urgent = send(client, "My card was stolen and money is being taken right now")
    upset = process(client) and 3
    closed = create(client)["id"]
    set_status(client, closed, "closed")

    assert _queue(page(client)) == [urgent, upset, calm]


def test_the_links_filter_the_queue(client: TestClient) -> None:
    """All, urgent, and each category; the current one is named."""
    made = {
        "billing": create(client, subject="Note", message="My invoice")["id"],
        "technical": create(client, subject="Note", message="An error")["id"],
        "sales": create(client, subject="Note", message="A demo")["id"],
        "account": create(client, subject="Note", message="My password")["id"],
        "general": create(client, subject="Note", message="Good morning, it is urgent")["id"],
    }
    for name, number in made.items():
        set_priority(client, number, "urgent" if name == "general" else "medium")
    links = _filters(page(client))

    found = {href: _queue(page(client, href)) for href in links}

    assert found.pop("/?show=all#queue") == [5, 4, 3, 2, 1]
    assert found.pop("/?show=urgent#queue") == [made["general"]]
    assert found == {f"/?category={name}#queue": [number] for name, number in made.items()}
    for href in links:
        current = [
            link["href"] for link in Outline(page(client, href).text).all("a") if "aria-current" in link
        ]
        assert current == [href]


def test_the_filters_are_the_desks_own_categories(client: TestClient, desk: Desk) -> None:
    """Under the names that they have now; an old link still leads to its tickets."""
    create(client, subject="Note", message="My invoice")
    reorganise(desk, Renaming(category="billing", name="payments"), by=OPERATOR)
    desk.board.look(desk.read)
    run_steps(desk)

    links = _filters(page(client))

    assert "/?category=payments#queue" in links
    assert "/?category=billing#queue" not in links
    assert "1 open ticket," in page(client, "/?category=billing").text


@pytest.mark.parametrize(
    "query",
    ["category=nonsense", "category=%00", "category=", "category=" + "x" * 500, "category=-", "show=%00"],
)
def test_an_unknown_filter_still_gives_a_page(client: TestClient, query: str) -> None:
    """Of nothing, or of everything."""
    number = create(client)["id"]

    answer = page(client, f"/?{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert _queue(answer) in ([], [number])


def test_a_queue_that_is_cut_says_how_many_there_are(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those asked for: what is ended or filtered away is not counted."""
    monkeypatch.setattr(front, "SHOWN", 2)
    for text in ("My invoice", "My invoice", "My invoice", "A demo"):
        create(client, subject="Note", message=text)
    set_status(client, 1, "closed")

    assert "The first 2 of 3 open tickets" in page(client).text
    assert "The first 2 of" not in page(client, "/?category=billing").text
    assert "2 open tickets" in page(client, "/?category=billing").text
    assert "1 open ticket," in page(client, "/?category=sales").text


def test_a_very_long_queue_is_not_counted_to_its_end(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says that there are more."""
    monkeypatch.setattr(front, "SHOWN", 2)
    monkeypatch.setattr(front, "MOST_COUNTED", 3)
    for _ in range(4):
        create(client)

    assert "The first 2 of more than 3 open tickets" in page(client).text


def test_the_queue_can_be_read_by_what_is_due_first(client: TestClient, clock: StillClock) -> None:
    """The link above it leads there; the reader's filter stays."""
    old = create(client, subject="Note", message="My invoice")["id"]
    ended = create(client, subject="Note", message="My invoice")["id"]
    set_status(client, ended, "resolved")
    clock.advance(timedelta(days=2))
    pressing = create(client, subject="Note", message="My invoice is wrong, this is urgent")["id"]
    clock.advance(timedelta(days=2))

    by_priority = page(client, "/?category=billing")
    (link,) = [link for link in Outline(by_priority.text).all("a") if link.get("class") == "order"]
    by_due = page(client, str(link["href"]))

    assert (_queue(by_priority), _queue(by_due)) == ([pressing, old], [old, pressing])
    assert "2 open tickets, by due time" in by_due.text
    assert [link["href"] for link in Outline(by_due.text).all("a") if "aria-current" in link] == [
        "/?category=billing&sort=due#queue"
    ]


@pytest.mark.parametrize("sort", ["", "%00", "due'", "urgency", "x" * 5_000])
def test_an_unknown_order_is_the_usual_one(client: TestClient, sort: str) -> None:
    """By priority."""
    number = create(client)["id"]

    answer = page(client, f"/?sort={sort}")

    assert _queue(answer) == [number]
    assert "1 open ticket, by priority" in answer.text


def test_what_is_late_says_so(client: TestClient, clock: StillClock) -> None:
    """In a word, not only in a colour."""
    create(client)
    fresh = page(client)
    clock.advance(timedelta(days=9))

    assert "overdue" not in fresh.text
    assert re.search(
        r'class="cell-due number overdue"><time [^>]*>\d+d \d+h overdue</time>', page(client).text
    )


def test_a_mark_is_a_label_in_the_queue_and_beside_the_verdict(client: TestClient, clock: StillClock) -> None:
    """With the reasons; what is marked is not shouted to be late."""
    text = "We rank your website on the first page of Google for only $99: https://rank.example"
    number = create(client, message=text)["id"]
    clock.advance(timedelta(days=9))

    answer = page(client, f"/?ticket={number}").text

    label = '<span class="badge">Spam</span>'
    assert answer.count(label) == 2
    assert "Why this mark" in answer
    assert 'class="cell-due number overdue"' not in answer
    assert ">Mark<" in answer
    assert ">Mark<" not in page(client, f"/?ticket={create(client)['id']}").text


def test_a_ticket_of_the_queue_opens_its_verdict(client: TestClient) -> None:
    """With its reasons, its next action and its suggested reply."""
    number = create(client)["id"]

    text = unescape(page(client, f"/?ticket={number}").text)

    detail = client.get(f"/api/v1/tickets/{number}").json()
    assert f"Ticket {number}" in text
    assert detail["ticket"]["next_action"] in text
    assert detail["suggested_reply"] in text
    assert "Why this priority" in text


def assert_problem(answer: Response, status: int, code: str) -> None:
    """See that a page of the desk's own look tells a problem, as strictly locked as the front page."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert answer.headers["x-error-code"] == code
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    outline = Outline(answer.text)
    assert {"/", "/docs"} <= {link.get("href") for link in outline.all("a")}
    assert [link["href"] for link in outline.all("link") if link["rel"] == "stylesheet"] == [
        "/static/front.css"
    ]


def _down() -> NoReturn:
    message = "The database is having a rest."
    raise DatabaseDown(message)


def _stumble() -> NoReturn:
    message = "stumbled"
    raise ValueError(message)


def _once(answer: Response) -> str:
    """Read the form's key."""
    (once,) = [field["value"] for field in Outline(answer.text).all("input") if field.get("name") == "once"]
    assert once
    return once


def _queue(answer: Response) -> list[int]:
    """Read the numbers of the queue's tickets."""
    assert answer.status_code == 200
    return [int(number) for number in re.findall(r'class="cell-id"><a [^>]*>#(\d+)</a>', answer.text)]


def _filters(answer: Response) -> list[str]:
    return [str(link["href"]) for link in Outline(answer.text).all("a") if link.get("class") == "filter"]


def _links(answer: Response) -> list[str]:
    return [str(link.get("href")) for link in Outline(answer.text).all("a")]


def _tags(answer: Response) -> list[tuple[str, Any]]:
    """Give each tag with the names of its attributes."""
    return [(tag, tuple(sorted(attributes))) for tag, attributes in Outline(answer.text).tags]
