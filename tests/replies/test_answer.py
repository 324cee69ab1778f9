"""A draft quotes the knowledge base, or says that there is no ready answer."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.knowledge.article import Article, Audience
from firstline.knowledge.passages import passages
from firstline.knowledge.shelf import Asked, Found, Kept, Scores, shelf
from firstline.replies.answer import answer
from firstline.replies.draft import Draft
from firstline.replies.excerpt import clean
from firstline.replies.policy import check
from firstline.tickets.taxonomy import STOCK
from firstline.tickets.verdict import Level, Sentiment
from firstline.triage.category import subcategories
from firstline.triage.labels import first_taxonomy
from tests.replies.made import make_field, make_verdict

TODAY = date(2026, 5, 1)
RETURNS = """
You have 30 days to send a device back. This period starts on the day after delivery.

## How to return

To return a device:

1. Sign in to the shop.
2. Choose the items.
3. Print the label.

## Prices

| Plan | Price |
|---|---|
| Plus | 9 EUR |
| Pro | 14 EUR |
"""


def article(doc_id: str = "returns", text: str = RETURNS, **more: object) -> Article:
    """Write an article."""
    told = {"title": "Returning a device", "updated": TODAY} | more
    return Article(id=doc_id, text=text, **told)  # type: ignore[arg-type] # a test names what it is about


def found(asked: str, *articles: Article, language: str = "en") -> list[Found]:
    """Ask articles by words alone, as an agent may."""
    kept = shelf([Kept(one, passages(one.text)) for one in articles])
    return kept.find(Asked(asked, language, TODAY, Audience.INTERNAL))


def answered(
    asked: str, *articles: Article, chance: float = 0.9, language: str = "en", number: str = ""
) -> Draft:
    """Draft an answer out of articles."""
    near = found(asked, *articles, language=language)
    verdict = make_verdict(language=language)
    return answer("Ava", verdict, first_taxonomy(), asked, near, chance, ticket_number=number)


def test_an_answer_quotes_the_article_and_names_it() -> None:
    """The sentence that answers, with the one that leans on it, and the mark behind."""
    draft = answered("How many days do I have to send it back?", article())

    assert (
        "You have 30 days to send a device back. This period starts on the day after delivery." in draft.body
    )
    assert "[returns]" in draft.body
    assert not draft.is_holding
    assert draft.greeting == "Dear Ava,"
    assert draft.nearest == ()


def test_a_citation_says_what_was_quoted_and_where_it_stands() -> None:
    """An article without an address of its own is read at the desk."""
    (citation,) = answered("How many days do I have to send it back?", article()).citations

    assert citation.doc_id == "returns"
    assert citation.chunk_id in {passage.id for passage in passages(RETURNS)}
    assert citation.title == "Returning a device"
    assert citation.url == "/kb/returns"
    assert citation.quote.startswith("You have 30 days")
    assert citation.score == pytest.approx(0.9)


def test_each_quoted_sentence_is_told_with_what_it_rests_on() -> None:
    """And what the draft says by itself claims nothing."""
    draft = answered("How many days do I have to send it back?", article())

    quoted = [one for one in draft.sentences if one.doc_id]
    assert [one.kind for one in quoted] == ["supported", "supported"]
    assert quoted[0].quote == "You have 30 days to send a device back."
    assert {one.kind for one in draft.sentences if not one.doc_id} == {"no_claim"}


def test_steps_stand_on_lines_of_their_own() -> None:
    """All of them, below what announces them."""
    body = answered("How do I return a device, do I print a label?", article()).body

    assert "To return a device:\n1. Sign in to the shop.\n2. Choose the items.\n3. Print the label." in body


def test_a_row_of_a_table_is_a_line_that_can_be_read() -> None:
    """With the names of its columns."""
    body = answered("What is the price of Plus?", article()).body

    assert "- Plus: Price 9 EUR" in body


def test_without_a_likely_answer_a_person_is_named_and_nothing_is_quoted() -> None:
    """The agent still sees what was near."""
    draft = answered("How many days do I have?", article(), chance=0.2, number="FL-17")

    assert draft.is_holding
    assert draft.citations == ()
    assert "[returns]" not in draft.body
    assert "a person on our team will look at it" in draft.body
    assert "Your ticket number is FL-17." in draft.body
    assert [one.doc_id for one in draft.nearest] == ["returns"]


def test_where_nothing_was_found_the_draft_holds() -> None:
    """However sure somebody was."""
    draft = answer("Ava", make_verdict(), first_taxonomy(), "Why?", [], 1.0)

    assert draft.is_holding
    assert draft.nearest == ()


def test_an_internal_article_is_never_quoted() -> None:
    """It is for agents only."""
    secret = article("goodwill", "An agent may give a credit of 15 EUR.", audience=Audience.INTERNAL)

    draft = answered("May an agent give a credit?", secret)

    assert draft.is_holding
    assert "15 EUR" not in draft.body
    assert [one.doc_id for one in draft.nearest] == ["goodwill"]


def test_an_article_in_another_language_is_left_to_the_agent() -> None:
    """The customer reads a holding reply in their own language."""
    draft = answered("Was kostet Plus?", article(), language="de")

    assert draft.is_holding
    assert draft.language == "de"
    assert "keine fertige Antwort" in draft.body
    assert [one.doc_id for one in draft.nearest] == ["returns"]


def test_an_article_in_the_customers_language_is_quoted_in_it() -> None:
    """Around it stand words of the same language."""
    text = "Die Rückgabe ist innerhalb von 30 Tagen möglich."

    draft = answered("Wie lange ist die Rückgabe möglich?", article("rg", text, language="de"), language="de")

    assert text in draft.body
    assert "Auf unseren Hilfeseiten" in draft.body


def test_a_language_that_we_do_not_write_is_answered_in_english_which_says_so() -> None:
    """With what an English article says."""
    draft = answered("Quanti giorni, 30 days send device back?", article(), language="it")

    assert "30 days" in draft.body
    assert "We have written this reply in English" in draft.body


def test_a_time_is_told_only_when_it_was_granted_and_may_be_told() -> None:
    """By itself a draft promises none."""
    verdict, taxonomy = make_verdict(), first_taxonomy()

    silent = answer("Ava", verdict, taxonomy, "Why?", [], 0.0, sla_hours=24)
    told = answer("Ava", verdict, taxonomy, "Why?", [], 0.0, sla_hours=24, tell_time=True)

    assert "24" not in silent.body
    assert "24 hours" in told.body


def test_a_second_article_is_quoted_only_when_it_is_nearly_as_good() -> None:
    """Each with a mark of its own."""
    asked = "How many days do I have to send a device back?"
    near = found(asked, article(), article("gifts", "Gift cards cannot be paid out. Send days back."))
    first, second = (
        Found(one.article, 2.0 - 0.1 * place, Scores(1, 1, 1), one.passages) for place, one in enumerate(near)
    )
    far = Found(second.article, 0.5, second.scores, second.passages)
    verdict, taxonomy = make_verdict(), first_taxonomy()

    both = answer("Ava", verdict, taxonomy, asked, [first, second], 0.9)
    one = answer("Ava", verdict, taxonomy, asked, [first, far], 0.9)

    assert {citation.doc_id for citation in both.citations} == {"returns", "gifts"}
    assert {citation.doc_id for citation in one.citations} == {"returns"}


def test_a_line_that_announces_nothing_is_not_quoted() -> None:
    """What it announces stands elsewhere."""
    draft = answered(
        "How do I send it back?", article("returns", "Send it back by post. Three things differ:")
    )

    assert "Send it back by post. [returns]" in draft.body


@pytest.mark.parametrize(
    "text",
    [
        "Send it back, see https://evil.example/x.",
        "Send it back, see www.evil.example.",
        "Send it back, see evil.com now.",
        "Send it back `![x](https://evil.example/p.png)`.",
        "Send it back `<img src=https://evil.example/p.png>`.",
        "Send it back `[here](https://evil.example)`.",
        "Send it back [KB-9].",
    ],
)
def test_quoted_text_is_data(text: str) -> None:
    """No foreign link, no picture, no markup, no mark that is not ours."""
    draft = answered("How do I send it back?", article("returns", text))

    assert "Send it back" in draft.body
    assert "evil" not in draft.body
    assert "<" not in draft.body
    assert "[KB-9]" not in draft.body


def test_the_link_to_the_article_itself_stays() -> None:
    """It is what the customer may follow."""
    url = "https://help.shop.example/returns"

    draft = answered("Where do I send it back?", article("returns", f"Send it back by {url} today.", url=url))

    assert url in draft.body
    assert draft.citations[0].url == url


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "it"])
@pytest.mark.parametrize("category", STOCK)
def test_every_holding_reply_passes_the_policy_check(category: str, language: str) -> None:
    """It promises no refund, no time and no outcome, in every mood and kind of matter."""
    for name, frustrated, sentiment in product(subcategories(category), (True, False), Sentiment):
        verdict = make_verdict(
            category=category,
            subcategory=make_field(name),
            frustrated=frustrated,
            sentiment=sentiment,
            language=language,
        )

        draft = answer("Ava", verdict, first_taxonomy(), "Why?", [], 0.0, ticket_number="FL-17")

        assert (
            check(f"{draft.greeting}\n\n{draft.body}\n\n{draft.closing}", level=Level.P3).compliance
            == "passed"
        )


@given(st.text(max_size=200), st.text(min_size=1, max_size=200), st.floats(0, 1))
def test_marks_and_citations_are_the_same_whatever_was_written(asked: str, text: str, chance: float) -> None:
    """No citation without its mark, and no mark without its citation."""
    near = [
        Found(one, 1.0, Scores(1, 1, 1), [(passage, 1.0) for passage in passages(one.text)])
        for one in (article("returns", text),)
    ]

    draft = answer("Ava", make_verdict(), first_taxonomy(), asked, near, chance)

    assert ("[returns]" in draft.body) == bool(draft.citations)
    assert draft.is_holding == (not draft.citations)
    assert all(0 <= one.score <= 1 and one.url and one.quote for one in draft.citations)


@given(st.text(alphabet="[]()<>!.ahtps:/w x", max_size=300))
def test_what_was_cleaned_has_no_link_and_no_tag(text: str) -> None:
    """However it is nested."""
    plain = clean(text)

    assert "[" not in plain
    assert "<" not in plain
    assert "http://a" not in plain
