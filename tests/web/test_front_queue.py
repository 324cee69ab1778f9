"""The queue of the front page says what is late, what is not shown, and where its links lead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from firstline.web.front_queue import Listing, due_words, filter_links
from tests.web.made import NOON, make_queue, make_row


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=-2), "2h 0m overdue"),
        (timedelta(hours=-1, minutes=-59, seconds=-30), "1h 59m overdue"),
        (timedelta(minutes=-5), "5m overdue"),
        (timedelta(seconds=-20), "0m overdue"),
        (timedelta(0), "0m"),
        (timedelta(minutes=45), "45m"),
        (timedelta(hours=4), "4h 0m"),
        (timedelta(hours=71, minutes=30), "2d 23h"),
        (timedelta(days=-3), "3d 0h overdue"),
    ],
)
def test_the_time_that_is_left_is_said_in_two_units(left: timedelta, said: str) -> None:
    """What is too late is said in a word, which a colour alone would not do."""
    assert due_words(NOON + left, NOON) == said


def test_a_ticket_without_a_due_time_is_not_late() -> None:
    """There is a dash where the clock would be."""
    line = make_queue(replace(make_row(), due_at=None)).lines[0]

    assert (line.due, line.is_overdue) == ("", False)


def test_the_current_filter_is_marked_once_and_links_keep_odd_names_whole() -> None:
    """A category of the company's own may have any name."""
    links = filter_links(["billing", "R&D / labs"], Listing(category="R&D / labs"))

    assert [link.is_current for link in links] == [False, False, False, True]
    assert links[3].href == "/?category=R%26D+%2F+labs#queue"


def test_links_keep_what_was_asked_for() -> None:
    """Whoever looks at late invoices and opens one, sees late invoices beside it."""
    queue = make_queue(make_row(), listing=Listing(category="billing", order="due"))

    assert queue.lines[0].href == "/?ticket=7&category=billing&sort=due#verdict"
    assert [link.href for link in queue.filters] == [
        "/?show=all&sort=due#queue",
        "/?show=urgent&sort=due#queue",
        "/?category=billing&sort=due#queue",
    ]


@pytest.mark.parametrize(
    ("listing", "order", "href"),
    [
        (Listing(), "by priority", "/?sort=due#queue"),
        (Listing(order="due"), "by due time", "/?sort=priority#queue"),
        (Listing(show="urgent"), "by priority", "/?show=urgent&sort=due#queue"),
        (Listing(category="sales", order="due"), "by due time", "/?category=sales&sort=priority#queue"),
    ],
)
def test_the_order_is_named_and_the_other_one_is_a_link(listing: Listing, order: str, href: str) -> None:
    """It changes the order and nothing else."""
    queue = make_queue(make_row(), listing=listing)

    assert queue.other_order is not None
    assert (queue.order, queue.other_order.href) == (order, href)


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ("2", "2 open tickets"),
        ("312", "The first 2 of 312 open tickets"),
        ("more than 10,000", "The first 2 of more than 10,000 open tickets"),
    ],
)
def test_a_queue_that_is_cut_says_so(total: str, said: str) -> None:
    """Nobody takes the end of the page for the end of the work."""
    assert make_queue(make_row(), make_row(), total=total).count == said
