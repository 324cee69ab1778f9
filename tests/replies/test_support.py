"""A sentence of a reply is held against the passages that it may lean on."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.lexicon import LANGUAGES
from firstline.replies.support import judge

RETURNS = (
    "You have 30 days to send a device back.\n"
    "The period starts on the day after delivery.\n"
    "Express surcharges are not refunded.\n"
    "The label is free once per order.\n"
    "Plan: Plus; Price: €3.99; Trial: 30 days\n"
    "Plan: Pro; Price: €14.90; Trial: none\n"
    "Parcels must be handed in before 31 January, unless the shop is closed.\n"
    "Phone support is for Pro customers only.\n"
    "Write to returns@shop.example on a Monday."
)
WARRANTY = "The warranty covers the battery for at most 24 months."
SAID = {
    "de": "Die Rückgabe ist innerhalb von 30 Tagen nach der Lieferung kostenlos möglich.",
    "fr": "Le retour est gratuit dans un délai de 30 jours après la livraison.",
    "es": "La devolución es gratuita durante los 30 días después de la entrega.",
    "pt": "A devolução é gratuita durante 30 dias depois da entrega.",
}


@pytest.mark.parametrize(
    "sentence",
    [
        "You have 30 days to send a device back.",
        "You have **30 days** to send a device back [return-window].",
        "Hi Ava, you have thirty days to send your device back.",
        "To send back a device, you have 30 days.",
        "Express surcharges aren't refunded.",
        "The label is free.",
        "You have 30 days to send a device back, and the period starts on the day after delivery.",
        "Plus costs €3.99.",
        "The battery is covered for at most two years.",
        "The battery is covered for up to 24 months.",
    ],
)
def test_what_a_passage_says_may_be_said_in_other_words(sentence: str) -> None:
    """Quoted, in another order, shortened, joined, with a number written out."""
    assert judge(sentence, [RETURNS, WARRANTY]).kind == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "You have 40 days to send a device back.",
        "You have thirty weeks to send a device back.",
        "You do not have 30 days to send a device back.",
        "The period starts on the day before delivery.",
        "Express surcharges are refunded.",
        "The label costs a fee once per order.",
        "Plus costs €14.90.",
        "Pro costs €3.99.",
        "Parcels must be handed in after 31 January.",
        "Parcels must be handed in before 31 March, unless the shop is closed.",
        "Parcels must be handed in before 31 January, if the shop is closed.",
        "Phone support is for Plus customers only.",
        "Phone support is for Pro customers.",
        "Write to billing@shop.example on a Monday.",
        "Write to returns@shop.example on a Friday.",
        "The warranty covers the battery for at least 24 months.",
    ],
)
def test_a_fact_that_was_swapped_is_found(sentence: str) -> None:
    """Numbers, units, names, days, addresses, and what turns a sentence round."""
    assert judge(sentence, [RETURNS, WARRANTY]).kind in ("contradicted", "unsupported")


@pytest.mark.parametrize("language", SAID)
def test_facts_are_held_together_in_each_language(language: str) -> None:
    """The sentence itself is supported; with another number, unit or side it is contradicted."""
    said = SAID[language]
    units = {
        "de": ("Tagen", "Wochen"),
        "fr": ("jours", "mois"),
        "es": ("días", "meses"),
        "pt": ("dias", "meses"),
    }
    sides = {
        "de": ("kostenlos", "kostenpflichtig"),
        "fr": ("après", "avant"),
        "es": ("después", "antes"),
        "pt": ("depois", "antes"),
    }

    assert judge(said, [said], language).kind == "supported"
    for old, new in (("30", "14"), units[language], sides[language]):
        assert judge(said.replace(old, new), [said], language).kind == "contradicted"


@pytest.mark.parametrize(
    ("language", "denied"),
    [
        ("de", "Die Rückgabe ist innerhalb von 30 Tagen nach der Lieferung nicht kostenlos möglich."),
        ("fr", "Le retour n'est pas gratuit dans un délai de 30 jours après la livraison."),
        ("es", "La devolución no es gratuita durante los 30 días después de la entrega."),
        ("pt", "A devolução não é gratuita durante 30 dias depois da entrega."),
    ],
)
def test_a_denial_and_what_it_denies_contradict_each_other(language: str, denied: str) -> None:
    """Either way round."""
    assert judge(denied, [SAID[language]], language).kind == "contradicted"
    assert judge(SAID[language], [denied], language).kind == "contradicted"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Dear Ms Moss,"),
        ("en", "Hello Ava 2,"),
        ("en", "Hi anna1987!"),
        ("en", "Thank you for getting in touch with us."),
        ("en", "Which plan are you on?"),
        ("en", "I am sorry to hear that."),
        ("en", "Please tell us the order number."),
        ("en", "I hope this helps!"),
        ("en", "I have passed your question on to our billing team."),
        ("en", "You need two things:"),
        ("de", "Sehr geehrte Frau Moos,"),
        ("de", "Vielen Dank für Ihre Nachricht."),
        ("de", "Ich habe Ihre Frage an die Kollegen weitergeleitet."),
        ("fr", "Bonjour Madame,"),
        ("fr", "Merci de votre message."),
        ("es", "Gracias por su mensaje."),
        ("pt", "Agradecemos a sua mensagem."),
    ],
)
def test_courtesy_and_questions_claim_nothing(language: str, sentence: str) -> None:
    """They need no passage."""
    assert judge(sentence, [RETURNS], language).kind == "no_claim"


@pytest.mark.parametrize("sentence", ["The hub works under water.", "Our office dog is called Bruno."])
def test_what_no_passage_says_is_unsupported(sentence: str) -> None:
    """With a reason for the agent."""
    support = judge(sentence, [RETURNS])

    assert support.kind == "unsupported"
    assert support.reasons


def test_a_greeting_hides_no_claim() -> None:
    """A name may end in a number; what follows is read."""
    assert judge("Dear Ava 2, you have 90 days to send it back.", [RETURNS]).kind == "contradicted"


def test_thanks_do_not_hide_a_claim() -> None:
    """A sentence that thanks and names an amount is read."""
    assert judge("Thank you for waiting, you have 90 days to send it back.", [RETURNS]).kind == "contradicted"


def test_a_support_names_the_passage_and_what_stands_there() -> None:
    """So that an agent can look it up."""
    support = judge("Express surcharges aren't refunded.", [WARRANTY, RETURNS])

    assert support.passage == 1
    assert support.quote == "Express surcharges are not refunded."


def test_a_contradiction_says_what_differs() -> None:
    """The reason quotes the word."""
    support = judge("You have 40 days to send a device back.", [RETURNS])

    assert "40" in support.reasons[0]


def test_words_of_the_customers_own_may_be_said_again() -> None:
    """What was asked about is no claim of ours."""
    passage = "Children under 12 do not pay."
    asked = "Can my niece Zoe come along, she is ten?"

    assert (
        judge("Zoe does not pay, as children under 12 do not pay.", [passage], asked=asked).kind
        == "supported"
    )


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=3), st.sampled_from(LANGUAGES))
def test_any_text_gets_a_judgement(sentence: str, passages: list[str], language: str) -> None:
    """Whatever a customer or a model writes."""
    assert judge(sentence, passages, language).kind in (
        "supported",
        "no_claim",
        "unsupported",
        "contradicted",
    )


@given(st.integers(2, 999), st.integers(2, 999))
def test_another_number_is_never_supported(told: int, said: int) -> None:
    """Whatever the numbers are."""
    passage = f"The hub keeps {told} devices in its list."

    kind = judge(f"Your hub can keep {said} devices in the list.", [passage]).kind

    assert (kind == "supported") == (told == said)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "not ", "[", "Plus, ", "1,", "<", "http://a.", "a@", "a-", "![x"]
)
def test_the_time_taken_is_bounded_whatever_is_written(piece: str) -> None:
    """A hundred thousand characters of a kind are no burden."""
    started = time.perf_counter()

    judge(piece * 100_000, [piece * 100_000])
    judge((piece * 4_000)[:4_000], [piece * 100_000])

    assert time.perf_counter() - started < 5
