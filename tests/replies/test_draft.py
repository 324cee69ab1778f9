"""A draft is a friendly start that promises nothing."""

from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.draft import Draft, draft_reply
from firstline.replies.letter import LONGEST_NAME, WRITTEN, words_of
from firstline.replies.policy import check
from firstline.tickets.taxonomy import STOCK
from firstline.tickets.verdict import Certainty, Level, Sentiment, Verdict
from firstline.triage.category import subcategories
from firstline.triage.labels import first_taxonomy
from tests.replies.made import make_field, make_verdict

SUBJECTS = [(category, name) for category in STOCK for name in subcategories(category)]


def drafted(customer_name: str, verdict: Verdict) -> Draft:
    """Draft at a desk that has renamed nothing."""
    return draft_reply(customer_name, verdict, first_taxonomy())


@pytest.mark.parametrize(("category", "subcategory"), [*SUBJECTS, ("garden tools", "Spades")])
def test_every_draft_passes_its_own_policy_check(category: str, subcategory: str) -> None:
    """In every mood, level, language and kind of matter; on P1 a person must look, and that is all."""
    moods = product(Level, (True, False), Sentiment, ("en", "de", "fr", "es", "pt", "it"))
    for level, frustrated, sentiment, language in moods:
        verdict = make_verdict(
            category=category,
            subcategory=make_field(subcategory),
            level=level,
            frustrated=frustrated,
            sentiment=sentiment,
            language=language,
        )
        draft = drafted("Ava", verdict)

        found = check(f"{draft.greeting}\n\n{draft.body}\n\n{draft.closing}", level=level)

        assert not found.refund_promise
        assert not found.sla_mentioned
        assert found.compliance == ("failed" if level is Level.P1 else "passed")


def test_a_draft_greets_and_closes_as_people_do() -> None:
    """The frame of a letter."""
    draft = drafted("John Doe", make_verdict())

    assert draft.greeting == "Dear John Doe,"
    assert draft.closing == "Best regards,\nCustomer Support Team"
    assert draft.tone == "empathetic_professional"
    assert draft.citations == ()


def test_each_category_has_words_of_its_own() -> None:
    """Calm or upset, no two categories say the same."""
    bodies = {
        drafted("Ava", make_verdict(category=category, frustrated=frustrated)).body
        for category, frustrated in product(STOCK, (True, False))
    }

    assert len(bodies) == 2 * len(STOCK)


def test_a_category_of_the_companys_own_speaks_the_general_words() -> None:
    """Nobody has to write templates before the desk can draft."""
    own = drafted("Ava", make_verdict(category="garden tools"))

    assert own == drafted("Ava", make_verdict(category="general"))


@pytest.mark.parametrize(
    ("frustrated", "sentiment"),
    [(True, Sentiment.NEUTRAL), (False, Sentiment.NEGATIVE), (True, Sentiment.NEGATIVE)],
)
def test_an_upset_customer_is_met_with_sympathy(*, frustrated: bool, sentiment: Sentiment) -> None:
    """Either sign of trouble is enough."""
    body = drafted("Ava", make_verdict(frustrated=frustrated, sentiment=sentiment)).body

    assert body.startswith("We are sorry")
    assert "frustrating" in body


def test_a_pleased_customer_is_not_told_that_we_are_sorry() -> None:
    """Kind words get thanks."""
    body = drafted("Ava", make_verdict(category="general", sentiment=Sentiment.POSITIVE)).body

    assert body.startswith("Thank you for your kind words")
    assert "sorry" not in body


def test_the_kind_of_matter_is_named_only_when_the_desk_is_sure_enough() -> None:
    """A guess that needs a person does not go into a letter."""
    sure = drafted("Ava", make_verdict(subcategory=make_field("Payments")))
    unsure = drafted("Ava", make_verdict(subcategory=make_field("Payments", certainty=Certainty.PERSON)))

    assert "concerns a payment" in sure.body
    assert "concerns a payment" not in unsure.body


@pytest.mark.parametrize(("category", "subcategory"), SUBJECTS)
def test_every_kind_of_matter_has_words_but_those_for_everything_else(
    category: str, subcategory: str
) -> None:
    """The templates and the taxonomy of the triage know the same names."""
    plain = drafted("Ava", make_verdict(category=category, subcategory=make_field("")))

    draft = drafted("Ava", make_verdict(category=category, subcategory=make_field(subcategory)))

    assert (draft.body == plain.body) == subcategory.startswith("General ")


def test_a_letter_in_another_language_says_why_it_is_answered_in_english() -> None:
    """The reader may go on in their own language."""
    assert "in English" in drafted("Giulia", make_verdict(language="it")).body
    assert "in English" not in drafted("Giulia", make_verdict(language="und")).body


@pytest.mark.parametrize(
    ("language", "greeting", "closing"),
    [
        ("de", "Guten Tag Jürgen Moss,", "Mit freundlichen Grüßen"),
        ("fr", "Bonjour Jürgen Moss,", "Cordialement,"),
        ("es", "Hola, Jürgen Moss:", "Un cordial saludo,"),
        ("pt", "Olá, Jürgen Moss,", "Atenciosamente,"),
    ],
)
def test_a_letter_in_a_language_that_we_write_is_answered_in_it(
    language: str, greeting: str, closing: str
) -> None:
    """From the greeting to the closing, and nothing is said about languages."""
    draft = drafted("Jürgen Moss", make_verdict(language=language))

    assert draft.greeting == greeting
    assert draft.closing.splitlines()[0] == closing
    assert draft.language == language
    assert "English" not in draft.body
    assert "Thank you" not in draft.body


def test_the_pages_of_all_languages_have_the_same_words_to_say() -> None:
    """No mood, no matter and no remark is missing in one of them."""
    english = words_of("en")

    for language in WRITTEN:
        page = words_of(language)
        assert page.openers.keys() == english.openers.keys()
        assert page.thanks.keys() == english.thanks.keys()
        assert page.answer.keys() == english.answer.keys()
        assert page.holding.keys() == english.holding.keys()
        assert page.category.keys() == english.category.keys()
        for name, category in page.category.items():
            assert category.about.keys() == english.category[name].about.keys()


def test_each_sentence_of_the_body_is_told_apart_and_claims_nothing() -> None:
    """A draft's own words rest on no article."""
    draft = drafted("Ava", make_verdict())

    assert " ".join(one.text for one in draft.sentences) == " ".join(draft.body.split())
    assert {one.kind for one in draft.sentences} == {"no_claim"}


def test_a_draft_that_was_stored_before_there_were_sentences_can_still_be_read() -> None:
    """What is new has a value of its own."""
    stored = (
        b'{"greeting": "Dear Ava,", "body": "Hello.", "closing": "Best", "tone": "calm", "citations": []}'
    )

    draft = msgspec.json.decode(stored, type=Draft)

    assert draft == Draft("Dear Ava,", "Hello.", "Best", "calm")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\n\t",
        "???",
        "12345",
        "n/a",
        "N/A",
        "unknown",
        "Customer 17",
        "a@b.example",
        "https://x.example",
        "\x00",
    ],
)
def test_where_there_is_no_name_the_greeting_is_neutral(name: str) -> None:
    """Better nobody's name than a wrong one."""
    assert drafted(name, make_verdict()).greeting == "Dear customer,"


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("{x}", "Dear {x},"),
        ("%s {0.__class__}", "Dear %s {0.__class__},"),
        ("<b>Bob</b>", "Dear <b>Bob</b>,"),
        ("Bob\nBcc: eve@evil.example", "Dear Bob Bcc: eve@evil.example,"),
        ("Ava\u202e\x07 Berg", "Dear Ava Berg,"),
        ("  Ngũgĩ   wa Thiong'o ", "Dear Ngũgĩ wa Thiong'o,"),
        ("李小龙", "Dear 李小龙,"),
    ],
)
def test_a_name_is_data(name: str, greeting: str) -> None:
    """Patterns, markup and line breaks in a name stay plain text on one line."""
    assert drafted(name, make_verdict()).greeting == greeting


@given(st.text())
def test_any_name_gives_one_short_line_that_can_be_sent(name: str) -> None:
    """Whatever a form lets through."""
    greeting = drafted(name * 50, make_verdict()).greeting

    assert len(greeting) <= len("Dear ,") + LONGEST_NAME
    assert len(greeting.splitlines()) == 1
    assert greeting.encode("utf-8")
