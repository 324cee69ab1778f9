"""GET /api/v1/tickets lists by any filter, in five orders and by words; the counts say how many there are."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from firstline.core.access import Role, Scope
from firstline.flows.desk import Desk
from firstline.tickets.customer import Caller
from firstline.tickets.sought import Sort, View
from tests.make import MORNING, StillClock, make_ticket
from tests.people import make_account, make_key, signed_in, with_key
from tests.web.calls import Json, fault, ids

AT = "/api/v1/tickets"
BLOCKED = "My account is blocked"
STOLEN = "Fraud! My card was stolen and someone is taking my money"
CHARGED = "I was charged twice, please refund me"
SPAM = "We rank your website on the first page of Google for only $99: https://rank.example"
GIBBERISH = "asdf asdf jklö jklö"


def listed(client: TestClient, **query: Any) -> list[Json]:  # noqa: ANN401 - of the query
    """List a page."""
    answer = client.get(AT, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def ordered(client: TestClient, **query: Any) -> Json:  # noqa: ANN401 - of the query
    """List the numbers at once."""
    answer = client.get(f"{AT}/order", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def counted(client: TestClient) -> dict[str, int]:
    """Count what the built-in views hold; those that hold nothing are left out."""
    answer = client.get(f"{AT}/counts")
    assert answer.status_code == 200, answer.text
    return {one["view"]: one["count"] for one in answer.json()["views"] if one["count"]}


def test_a_list_shows_the_newest_first(client: TestClient, desk: Desk) -> None:
    """With all that a list shows of a ticket, and no message of any length."""
    first, second = make_ticket(desk, BLOCKED), make_ticket(desk, CHARGED * 100)

    found = listed(client)

    assert ids(found) == [second.id, first.id]
    assert found[1]["customer"] == {"id": 7, "name": "Customer 7", "email": None}
    assert (found[1]["category"], found[1]["tags"], found[1]["unread"]) == ("account", [], True)
    assert (len(found[0]["preview"]), found[0]["highlights"]) == (200, None)


@pytest.mark.parametrize("sort", Sort)
def test_the_pages_of_a_list_are_the_list(
    client: TestClient, desk: Desk, clock: StillClock, sort: Sort
) -> None:
    """Each ticket once, in every order, while others come in."""
    for number in range(7):
        clock.advance(timedelta(hours=1))
        make_ticket(desk, (BLOCKED, CHARGED, "Thank you!")[number % 3])
    whole, found, query = listed(client, sort=sort), [], {"sort": sort, "limit": "3"}

    while True:
        answer = client.get(AT, params=query).json()
        found += answer["items"]
        if answer["next"] is None:
            break
        query["after"] = answer["next"]

    assert ids(found) == ids(whole)
    assert len(whole) == 7


@pytest.mark.parametrize("sort", Sort)
def test_the_order_of_a_list_comes_at_once(
    client: TestClient, desk: Desk, clock: StillClock, sort: Sort
) -> None:
    """The numbers of all its pages, with filters and with words, up to as many as are wanted."""
    for number in range(7):
        clock.advance(timedelta(hours=number % 2))
        make_ticket(desk, (BLOCKED, CHARGED, "Thank you!")[number % 3])
    queries: list[Json] = [{}, {"category": ["account", "billing"], "view": "open"}, {"q": "blocked"}]

    for query in queries:
        expected = ids(listed(client, sort=sort, **query))
        assert ordered(client, sort=sort, **query) == {"ids": expected, "more": False}
        assert ordered(client, sort=sort, most=2, **query) == {"ids": expected[:2], "more": True}
        assert ordered(client, sort=sort, most=len(expected), **query)["more"] is False
    assert len(ids(listed(client))) == 7


def test_the_order_of_a_list_is_the_callers_own(desk: Desk) -> None:
    """What is mine, and what I have not read."""
    make_account(desk, "Kim")
    make_account(desk, "Eve", Role.AGENT)
    first, second = make_ticket(desk).id, make_ticket(desk).id
    with signed_in(desk, "Kim") as kim, signed_in(desk, "Eve") as eve:
        kim.post(f"{AT}/{first}/claim")
        kim.put(f"{AT}/{first}/read")

        assert (ordered(kim, view="mine")["ids"], ordered(eve, view="mine")["ids"]) == ([first], [])
        assert ordered(kim, unread="true")["ids"] == [second]
        assert ordered(eve, unread="true")["ids"] == [second, first]


def test_tickets_are_asked_for_by_number(client: TestClient, desk: Desk) -> None:
    """In the order of the list, as far as they are in it; a number that no ticket has is no error."""
    made = [make_ticket(desk, text).id for text in (BLOCKED, CHARGED, "Thank you!", BLOCKED)]
    wanted = [made[3], made[0], 999, made[1], made[0]]

    assert ids(listed(client, id=wanted)) == [made[3], made[1], made[0]]
    assert ids(listed(client, id=wanted, sort="due")) == ids(
        listed(client, id=made[:2] + made[3:], sort="due")
    )
    assert ids(listed(client, id=wanted, category="account")) == [made[3], made[0]]
    assert ids(listed(client, id=wanted, q="charged")) == [made[1]]
    assert listed(client, id=wanted, view="resolved") == listed(client, id=[2**63 - 1]) == []
    assert ordered(client, id=wanted, category="account")["ids"] == [made[3], made[0]]


def test_a_hundred_tickets_are_asked_for_at_once(client: TestClient, desk: Desk) -> None:
    """As many as a page holds; when the page is shorter, the next one goes on."""
    made = [make_ticket(desk).id for _ in range(3)]
    wanted = [*made, *range(1_000, 1_097)]

    first = client.get(AT, params={"id": wanted, "limit": 2}).json()
    second = client.get(AT, params={"id": wanted, "limit": 2, "after": first["next"]}).json()

    assert ids(listed(client, id=wanted, limit=100)) == ids(first["items"] + second["items"]) == made[::-1]
    assert fault(client.get(AT, params={"id": [*wanted, 7]}), 422) == ""
    assert fault(client.get(AT, params={"id": made, "after": first["next"]}), 422) == ""


def test_values_of_one_filter_are_alternatives_and_filters_hold_together(
    client: TestClient, desk: Desk
) -> None:
    """A value that nothing has finds nothing."""
    account, billing = make_ticket(desk, BLOCKED).id, make_ticket(desk, CHARGED, channel="email").id

    assert ids(listed(client, category=["account", "billing"])) == [billing, account]
    assert ids(listed(client, category=["account", "billing"], channel="email")) == [billing]
    assert listed(client, category="account", channel="email") == []
    assert listed(client, category="no such thing") == []
    assert ids(listed(client, customer=7, status=["open", "closed"])) == [billing, account]
    assert listed(client, customer=8) == listed(client, customer=10**12 + 5) == []


def test_assignees_are_named_by_name_or_number(client: TestClient, desk: Desk) -> None:
    """`none` is nobody, `me` the caller; whom nobody knows has nothing."""
    eves, mine, nobodys = (make_ticket(desk).id for _ in range(3))
    eve = client.put(f"{AT}/{eves}/assignee", json={"agent": "Eve"}).json()["assignee"]["id"]
    client.post(f"{AT}/{mine}/claim")

    assert ids(listed(client, assignee="Eve")) == ids(listed(client, assignee=str(eve))) == [eves]
    assert ids(listed(client, assignee=["me", "none"])) == [nobodys, mine]
    assert ids(listed(client, view="mine")) == [mine]
    assert ids(listed(client, view="unassigned")) == [nobodys]
    assert listed(client, assignee="Nobody I know") == listed(client, assignee="9" * 100) == []
    assert ordered(client, assignee="Nobody I know", q="login")["ids"] == []


def test_the_caller_asks_for_what_they_have_not_read(client: TestClient, desk: Desk) -> None:
    """Until they have."""
    first, second = make_ticket(desk).id, make_ticket(desk).id
    client.put(f"{AT}/{first}/read")

    assert ids(listed(client, unread="true")) == [second]
    assert ids(listed(client, unread="false")) == [first]


def test_a_tag_is_found_however_it_is_spelt(client: TestClient, desk: Desk) -> None:
    """In the form in which it is kept."""
    ticket = make_ticket(desk).id
    make_ticket(desk)
    client.put(f"{AT}/{ticket}/tags/Big Customer")

    (found,) = listed(client, tag=" BIG  customer")

    assert (found["id"], found["tags"]) == (ticket, ["big customer"])


def test_a_span_of_time_holds_its_beginning_and_not_its_end(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """In any zone."""
    made = []
    for _ in range(3):
        made.append(make_ticket(desk).id)
        clock.advance(timedelta(hours=1))

    found = listed(client, received_from="2026-03-02T09:00:00Z", received_to="2026-03-02T12:00:00+02:00")

    assert ids(found) == [made[1]]


def test_each_view_holds_what_it_says_and_is_counted_so(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """The counts are those of the lists, whatever happened."""
    tickets = [make_ticket(desk, text).id for text in [STOLEN, CHARGED, "Thank you!", "Hm."] * 3]
    client.post(f"{AT}/{tickets[0]}/claim")
    client.put(f"{AT}/{tickets[1]}/assignee", json={"agent": "Eve"})
    client.patch(f"{AT}/{tickets[2]}", json={"status": "waiting_customer"})
    client.put(f"{AT}/{tickets[3]}/snooze", json={"until": (MORNING + timedelta(days=3)).isoformat()})
    client.put(f"{AT}/{tickets[4]}/snooze", json={"until": (MORNING + timedelta(days=3)).isoformat()})
    client.post(f"{AT}/{tickets[4]}/resolution")
    client.post(f"{AT}/{tickets[5]}/resolution")
    client.delete(f"{AT}/{tickets[5]}/resolution")
    client.patch(f"{AT}/{tickets[6]}", json={"category": "sales"})
    clock.advance(timedelta(hours=4))

    held = {view: len(listed(client, view=view)) for view in View}

    assert counted(client) == {view: count for view, count in held.items() if count}
    assert held[View.ALL] == 12
    assert (held[View.OPEN], held[View.SNOOZED], held[View.RESOLVED]) == (10, 1, 1)
    assert (held[View.MINE], held[View.WAITING], held[View.UNASSIGNED]) == (1, 1, 8)
    assert 0 < held[View.AT_RISK] < held[View.OPEN]
    assert 0 < held[View.NEEDS_PERSON] < held[View.OPEN]


def test_open_tickets_are_counted_by_team_and_category(client: TestClient, desk: Desk) -> None:
    """Those that are ended are not."""
    make_ticket(desk, BLOCKED)
    make_ticket(desk, CHARGED)
    client.post(f"{AT}/{make_ticket(desk, CHARGED).id}/resolution")

    found = client.get(f"{AT}/counts").json()

    assert found["categories"] == [{"name": "account", "count": 1}, {"name": "billing", "count": 1}]
    assert sum(one["count"] for one in found["teams"]) == 2


def test_marked_tickets_stand_in_the_lists_and_can_be_asked_for(client: TestClient, desk: Desk) -> None:
    """Nothing is dropped: each row says its mark, and the numbers tell how many there are."""
    made = [make_ticket(desk, text).id for text in (CHARGED, SPAM, GIBBERISH)]

    assert [one["scope"] for one in listed(client, view="open")] == ["gibberish", "spam", "in_scope"]
    assert ids(listed(client, scope="spam")) == made[1:2]
    assert ids(listed(client, scope=["spam", "gibberish"], sort="due")) == made[1:]
    assert ids(listed(client, scope="in_scope", view="unassigned")) == made[:1]
    assert client.get(f"{AT}/counts").json()["scopes"] == [
        {"name": "gibberish", "count": 1},
        {"name": "in_scope", "count": 1},
        {"name": "spam", "count": 1},
    ]


def test_what_is_marked_is_never_at_risk(client: TestClient, desk: Desk, clock: StillClock) -> None:
    """It is late like any other, and presses nobody; who takes the mark off is pressed."""
    charged, spam = make_ticket(desk, CHARGED), make_ticket(desk, SPAM)
    clock.now = max(charged.due_at, spam.due_at)
    assert ids(listed(client, view="at_risk")) == [charged.id]
    assert counted(client)["at_risk"] == 1

    client.patch(f"{AT}/{spam.id}", json={"scope": "in_scope"})

    assert {*ids(listed(client, view="at_risk"))} == {charged.id, spam.id}
    assert counted(client)["at_risk"] == 2


def test_at_risk_begins_as_long_before_as_the_desk_says(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """An hour, unless somebody sets it."""
    ticket = make_ticket(desk)
    clock.now = ticket.due_at - timedelta(minutes=90)
    before = listed(client, view="at_risk")

    client.patch("/api/v1/settings", json={"at_risk_minutes": 120})

    assert before == []
    assert ids(listed(client, view="at_risk")) == [ticket.id]
    assert counted(client)["at_risk"] == 1


def test_a_search_shows_where_the_words_stand(client: TestClient, desk: Desk) -> None:
    """In the subject, the customer and the thread, as they were written."""
    ava = Caller("Ava Stone", "ava@example.com", external_id=9)
    ticket = make_ticket(desk, "Mein Café ist <b>gesperrt</b>!", subject="Gesperrt", caller=ava)
    make_ticket(desk, BLOCKED)

    (found,) = listed(client, q="CAFE gesperrt ava")

    assert found["id"] == ticket.id
    assert found["highlights"] == [
        {"part": "subject", "text": "Gesperrt", "spans": [[0, 8]]},
        {"part": "customer", "text": "Ava Stone", "spans": [[0, 3]]},
        {"part": "customer", "text": "ava@example.com", "spans": [[0, 3]]},
        {"part": "message", "text": "Mein Café ist <b>gesperrt</b>!", "spans": [[5, 9], [17, 25]]},
    ]


def test_a_search_that_says_nothing_is_none(client: TestClient, desk: Desk) -> None:
    """A blank one lists all; one of signs alone finds nothing."""
    make_ticket(desk)

    assert len(listed(client, q="  ")) == 1
    assert listed(client, q="?!") == []


def test_a_further_message_is_found_and_shown(client: TestClient, desk: Desk) -> None:
    """What the customer wrote later counts as much."""
    ticket = make_ticket(desk, BLOCKED, door="process", external_ref="T-1")
    make_ticket(desk, "It is order 48-2231", door="process", external_ref="T-1")

    (found,) = listed(client, q="2231 blocked", sort="priority")

    assert found["id"] == ticket.id
    assert [one["text"] for one in found["highlights"] if one["part"] == "message"] == [
        BLOCKED,
        "It is order 48-2231",
    ]


def test_a_key_without_an_account_has_nothing_of_its_own(desk: Desk) -> None:
    """It is no agent, so nothing is its own and nothing is read."""
    make_account(desk)
    make_ticket(desk)
    with with_key(desk, make_key(desk, Scope.READ)) as program:
        assert [one["unread"] for one in listed(program)] == [None]
        assert listed(program, view="mine") == listed(program, assignee="me") == []
        assert listed(program, unread="true") == listed(program, unread="false") == []
        assert counted(program) == {"open": 1, "unassigned": 1, "all": 1}


def test_each_agent_has_their_own(desk: Desk) -> None:
    """Kim's tickets are not Eve's."""
    make_account(desk, "Kim")
    make_account(desk, "Eve", Role.AGENT)
    ticket = make_ticket(desk).id
    with signed_in(desk, "Kim") as kim, signed_in(desk, "Eve") as eve:
        kim.post(f"{AT}/{ticket}/claim")
        kim.put(f"{AT}/{ticket}/read")

        assert ids(listed(kim, view="mine")) == [ticket]
        assert listed(eve, view="mine") == []
        assert ids(listed(eve, unread="true")) == [ticket]


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "statu=open",
        "status=nowhere",
        "status=",
        "priority=P1",
        "level=high",
        "scope=ham",
        "sort=oldest",
        "view=nowhere",
        "view=0",
        f"view={2**63}",
        "limit=0",
        "limit=101",
        "limit=x",
        "id=0",
        "id=",
        "id=x",
        f"id={2**63}",
        "most=7",
        "customer=0",
        f"customer={2**63}",
        "customer=" + "9" * 5_000,
        "unread=perhaps",
        "received_from=yesterday",
        "received_from=2026-03-02T09:00:00",
        "received_to=0001-01-01T00:00:00%2B14:00",
        "category=" + "x" * 61,
        "category=%00",
        "category=" + "&category=".join(map(str, range(51))),
        "tag=" + "x" * 201,
        "tag=%0A",
        "assignee=" + "x" * 101,
        "q=" + "x" * 1_001,
        "q=%00",
        "q=%FF",
        "after=",
        "after=x",
        "after=%F0%9F%91%8B",
        "after=" + "x" * 201,
    ],
)
def test_what_cannot_be_a_filter_is_refused(client: TestClient, query: str) -> None:
    """With a sentence that names it."""
    answer = client.get(f"{AT}?{query}")

    assert fault(answer, 422) == ""
    assert query.partition("=")[0] in str(answer.json()["detail"][0]["loc"]) or "FF" in query


@pytest.mark.parametrize(
    "query",
    ["most=0", "most=20001", "most=x", "limit=7", "after=x", "statu=open", "view=0", "sort=oldest", "id=0"],
)
def test_what_cannot_be_asked_of_an_order_is_refused(client: TestClient, query: str) -> None:
    """Pages are another way."""
    answer = client.get(f"{AT}/order?{query}")

    assert fault(answer, 422) == ""
    assert query.partition("=")[0] in str(answer.json()["detail"][0]["loc"])


def test_a_place_counts_in_its_own_list_alone(client: TestClient, desk: Desk) -> None:
    """With other filters or another order it is none."""
    make_ticket(desk)
    make_ticket(desk)
    place = client.get(AT, params={"limit": 1, "channel": "api"}).json()["next"]

    others = [{}, {"channel": "email"}, {"channel": "api", "sort": "due"}]

    assert client.get(AT, params={"after": place, "channel": "api"}).status_code == 200
    for other in others:
        assert fault(client.get(AT, params={"after": place, **other}), 422) == ""


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(Sort),
    key=st.integers() | st.floats() | st.text(max_size=20),
    number=st.integers(min_value=-5),
)
def test_a_made_up_place_is_refused_or_taken_and_never_a_fault(
    client: TestClient, desk: Desk, sort: Sort, key: object, number: int
) -> None:
    """Numbers beyond all bounds, and things that are none."""
    name = _name_of_list(client, desk, sort)
    place = urlsafe_b64encode(f"{name} {key} {number}".encode("utf-8", "replace")).decode()

    answer = client.get(AT, params={"sort": sort, "after": place[:200]})

    assert answer.status_code in {200, 422}, answer.text


def test_only_so_many_saved_views_are_counted_at_once(client: TestClient) -> None:
    """Each one is a query."""
    assert fault(client.get(f"{AT}/counts", params={"view": list(range(1, 22))}), 422) == ""
    assert fault(client.get(f"{AT}/counts?view=0"), 422) == ""
    assert fault(client.get(f"{AT}/counts?view=1"), 404) == ""


def _name_of_list(client: TestClient, desk: Desk, sort: Sort) -> str:
    while not (place := client.get(AT, params={"sort": sort, "limit": 1}).json()["next"]):
        make_ticket(desk)
    return urlsafe_b64decode(place + "==").decode().split(" ")[0]
