"""A newer article stands for an older one that has the same title, in other words."""

from dataclasses import replace
from datetime import date

import pytest

from firstline.knowledge.article import Article, Audience
from firstline.knowledge.outdated import replaced

OLD = Article(id="old", title="Our plans and what they cost", text="", updated=date(2023, 1, 1))
NEW = replace(OLD, id="new", updated=date(2026, 1, 1))


def titled(old: str, new: str) -> bool:
    """Tell whether the newer stands for the older."""
    return replaced([replace(OLD, title=old), replace(NEW, title=new)]) == {0: 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Our plans and what they cost", "Plans and prices"),
        ("How do I export my data?", "Exporting your data"),
        ("Invite a colleague and earn credit", "Invite a colleague has ended"),
        ("Delivery fees", "What does delivery cost?"),
    ],
)
def test_titles_that_say_the_same(old: str, new: str) -> None:
    """In other words, or that it is over."""
    assert titled(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Pairing a Valve V1", "Pairing a Valve V2"),
        ("Returning a device", "Returning a device in the USA"),
        ("Delivery times", "Delivery costs"),
        ("Making a schedule in the app", "Making a schedule in the web portal"),
        ("Invite a colleague has ended", "Invite a colleague and earn credit"),
        ("Accounts and plans", "The trial has ended"),
    ],
)
def test_titles_that_are_only_alike(old: str, new: str) -> None:
    """Another model, country, door or matter."""
    assert not titled(old, new)


def test_an_older_or_equally_old_article_stands_for_none() -> None:
    """Nobody can tell which of two of one day holds."""
    assert replaced([replace(NEW, updated=OLD.updated), OLD]) == {}
    assert replaced([NEW, OLD]) == {1: 0}


@pytest.mark.parametrize("changes", [{"language": "de"}, {"audience": Audience.INTERNAL}])
def test_an_article_for_other_readers_stands_for_none(changes: dict[str, str]) -> None:
    """They cannot read it, or not understand it."""
    assert replaced([OLD, replace(NEW, **changes)]) == {}  # type: ignore[arg-type] # both are fields


def test_of_three_the_newest_stands_for_both_and_the_oldest_is_named_first() -> None:
    """So that the order among them comes out right."""
    middle = replace(OLD, id="middle", updated=date(2024, 1, 1))

    assert list(replaced([NEW, middle, OLD]).items()) == [(2, 0), (1, 0)]
