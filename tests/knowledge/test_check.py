"""A knowledge base is looked over: each finding names the articles, and what can be done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.check import Fault, Finding, check
from firstline.knowledge.passages import passages

DAY = date(2026, 11, 22)
RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="You can send a device back within 30 days of delivery. The shipping label lies inside the box.",
    url="https://help.example.com/returns",
    updated=date(2026, 1, 2),
)
NEWER = replace(
    RETURNS,
    id="sending-back",
    title="Sending things back",
    text="You can send a device back within 14 days of delivery.",
    url="",
    updated=date(2026, 6, 1),
)
OWN_PAGES = "https://desk.example.com/kb/"


def look(*articles: Article) -> Sequence[Finding]:
    """Look a base over."""
    return check([(one, passages(one.text)) for one in articles], DAY, own_pages=[OWN_PAGES])


def faults(*articles: Article) -> list[tuple[Fault, tuple[str, ...]]]:
    """Name what is wrong, and with which articles."""
    return [(one.fault, one.articles) for one in look(*articles)]


def test_there_is_nothing_to_mend_in_a_good_base_or_an_empty_one() -> None:
    """Nor in one whose articles speak of different things."""
    hours = replace(RETURNS, id="hours", title="Opening hours", text="We are open from nine to five.", url="")

    assert look() == []
    assert look(RETURNS, hours) == []


# --- one article -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\n", "# Only a heading"])
def test_an_article_that_says_nothing_is_told(text: str) -> None:
    """To be written, or removed."""
    assert faults(replace(RETURNS, text=text)) == [(Fault.EMPTY, ("returns",))]


@pytest.mark.parametrize(
    ("updated", "until", "told"),
    [
        (date(2026, 1, 1), date(2026, 11, 21), [Fault.EXPIRED]),
        (date(2026, 1, 1), DAY, []),
        (date(2024, 11, 21), None, [Fault.OLD]),
        (date(2024, 11, 22), None, []),
        (date(2020, 1, 1), date(2026, 1, 1), [Fault.EXPIRED]),
    ],
)
def test_what_no_longer_holds_or_was_not_read_for_two_years_is_told(
    updated: date, until: date | None, told: list[Fault]
) -> None:
    """The last day still counts, and one finding is enough."""
    one = replace(RETURNS, updated=updated, valid_until=until)

    assert [fault for fault, _ in faults(one)] == told


def test_what_is_archived_is_left_out() -> None:
    """It is found no more, so nobody needs to mend it."""
    gone = replace(RETURNS, text="", standing=Standing.ARCHIVED, updated=date(2020, 1, 1))

    assert look(gone, replace(NEWER, title=RETURNS.title)) == []


# --- links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        *("[a](sending-back)", "[a](sending-back.md)", "[a](../x/sending-back.html#costs)", "[a](#costs)"),
        *(
            "[a](/kb/sending-back)",
            "[a](<sending-back>)",
            '[a](sending-back "A title")',
            "[a][1]\n\n[1]: sending-back",
        ),
        *("[a](https://help.example.com/returns/)", "[a](https://help.example.com/returns#fees)"),
        *(
            "[a](https://elsewhere.example.org/x)",
            "[a](mailto:us@example.com)",
            "[a](tel:+123)",
            "[a](//cdn/x)",
        ),
        *(f"[a]({OWN_PAGES}sending-back)", "[a](https://desk.example.com/orders/17)"),
    ],
)
def test_a_link_that_leads_somewhere_is_fine(link: str) -> None:
    """To an article, to a place within, or out of the base, which nobody looks after."""
    assert look(replace(RETURNS, text=f"{RETURNS.text} {link}"), NEWER_OTHER) == []


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[a](refunds)", "refunds"),
        ("[a](../x/refunds.md#costs)", "../x/refunds.md"),
        ("[a](<refunds>)", "refunds"),
        ("[a][1]\n\n[1]: refunds.html", "refunds.html"),
        ("[a](https://help.example.com/refunds)", "https://help.example.com/refunds"),
        (f"[a]({OWN_PAGES}refunds)", f"{OWN_PAGES}refunds"),
        ("[a](HTTPS://HELP.example.com/refunds)", "HTTPS://HELP.example.com/refunds"),
    ],
)
def test_a_link_to_no_article_is_dead(link: str, target: str) -> None:
    """Inline and by reference, by its id and by its address."""
    [found] = look(replace(RETURNS, text=f"{RETURNS.text} {link}"))

    assert (found.fault, found.articles) == (Fault.DEAD_LINK, ("returns",))
    assert found.sentence == f"“Returning a device” links to {target}, where no article is."


def test_a_link_to_an_archived_article_is_dead() -> None:
    """Its readers would find no page."""
    gone = replace(NEWER_OTHER, standing=Standing.ARCHIVED)

    assert faults(replace(RETURNS, text="See [this](sending-back)."), gone) == [
        (Fault.DEAD_LINK, ("returns",))
    ]


# --- two articles ----------------------------------------------------------------------------------------


def test_an_older_article_is_contradicted_by_a_newer_one() -> None:
    """Nearly the same sentence with another number; the older one is the one to mend, in any order."""
    [found] = look(NEWER, RETURNS)

    assert (found.fault, found.articles) == (Fault.CONTRADICTED, ("returns", "sending-back"))
    for told in (
        "30 days",
        "14 days",
        "2026-01-02",
        "2026-06-01",
        "Returning a device",
        "Sending things back",
    ):
        assert told in found.sentence
    assert look(RETURNS, NEWER) == [found]


@pytest.mark.parametrize(
    "other",
    [
        replace(NEWER, language="de"),
        replace(NEWER, audience=Audience.INTERNAL),
        replace(NEWER, updated=RETURNS.updated),
        replace(NEWER, text="Within 14 days."),
    ],
    ids=["language", "audience", "day", "short"],
)
def test_what_is_no_contradiction(other: Article) -> None:
    """Other readers, the same day, or a phrase that is too short to compare."""
    assert look(RETURNS, other) == []


@pytest.mark.parametrize(
    ("language", "before", "since"),
    [
        (
            "en",
            "Opened devices can be returned to any of our shops.",
            "Opened devices cannot be returned to any of our shops.",
        ),
        (
            "en",
            "We don't repair old tablets with a broken glass.",
            "We do repair old tablets with a broken glass.",
        ),
        (
            "de",
            "Geöffnete Geräte nehmen wir in den Filialen kostenlos zurück.",
            "Geöffnete Geräte nehmen wir in den Filialen nicht kostenlos zurück.",
        ),
        (
            "fr",
            "Nous réparons gratuitement les tablettes au verre cassé.",
            "Nous ne réparons pas gratuitement les tablettes au verre cassé.",
        ),
        (
            "es",
            "Reparamos gratis las tabletas con la pantalla rota.",
            "No reparamos gratis las tabletas con la pantalla rota.",
        ),
        (
            "pt",
            "Reparamos de graça os tablets com o vidro partido.",
            "Não reparamos de graça os tablets com o vidro partido.",
        ),
    ],
)
def test_a_sentence_that_a_newer_article_turns_round_is_contradicted(
    language: str, before: str, since: str
) -> None:
    """Both are quoted, and they count for no duplicate."""
    old = replace(RETURNS, text=before, language=language)
    new = replace(NEWER, text=since, language=language)

    (found,) = look(old, new)

    assert (found.fault, found.articles) == (Fault.CONTRADICTED, ("returns", "sending-back"))
    assert before in found.sentence
    assert since in found.sentence


def test_two_articles_that_say_the_same_are_duplicates() -> None:
    """Whatever their titles, and though one has a sentence more."""
    copy = replace(
        RETURNS,
        id="copy",
        title="Sending things back",
        text=f"{RETURNS.text} Keep the receipt in a safe place.",
        url="",
    )

    [found] = look(RETURNS, copy)

    assert (found.fault, found.articles) == (Fault.DUPLICATE, ("copy", "returns"))
    assert found.sentence.endswith("say the same: keep one of them.")


def test_one_sentence_of_many_in_common_makes_no_duplicate() -> None:
    """Houses have phrases."""
    shared = "You can always write to our friendly support team."
    one = replace(RETURNS, text=f"{RETURNS.text} {shared}")
    two = replace(
        NEWER,
        text="Please choose the nearest parcel counter online. Our courier collects heavy boxes from home. "
        f"Wrap fragile parts into soft paper first. {shared}",
    )

    assert look(one, two) == []


def test_of_two_with_the_same_subject_the_newer_stands_before() -> None:
    """Said in other words, too."""
    old = replace(RETURNS, title="How to return a device", text="Send it back in its box.", id="old", url="")
    new = replace(old, id="new", title="Returning a device", text="Use the label.", updated=date(2026, 6, 1))

    [found] = look(new, old)

    assert (found.fault, found.articles) == (Fault.SAME_TITLE, ("old", "new"))
    assert "the newer one stands before the older" in found.sentence


def test_a_large_base_is_looked_over_in_a_moment() -> None:
    """A phrase that each article has makes no pairs of them."""
    many = [
        replace(
            RETURNS,
            id=f"a{number}",
            title=f"Part number{number}",
            text=f"You can always write to our friendly support team. It costs {number} euros.",
            url="",
        )
        for number in range(1_500)
    ]

    began = perf_counter()
    found = look(*many)

    assert found == []
    assert perf_counter() - began < 10


def test_a_text_of_nothing_but_brackets_takes_no_time() -> None:
    """However the links are broken."""
    began = perf_counter()

    for text in ("[" * 100_000, "](" * 100_000, "[a]:" * 50_000, "[a](<" * 50_000):
        check([(replace(RETURNS, text=text), passages("One."))], DAY)

    assert perf_counter() - began < 10


NEWER_OTHER = replace(NEWER, text="Wrap it up well.", title="Packing")
