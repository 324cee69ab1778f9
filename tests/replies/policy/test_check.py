"""What the policy check finds besides refunds and timelines, in five languages."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.policy import Flag, PolicyCheck, check
from firstline.tickets.verdict import Level

FLAGGED = [
    ("Wir erstatten Ihnen die Gebühr.", "refund_promise"),
    ("Nous vous remboursons les frais.", "refund_promise"),
    ("Le reembolsaremos el importe.", "refund_promise"),
    ("Já devolvi o valor no seu cartão.", "refund_promise"),
    ("Once you send it back, we will refund you.", "refund_promise"),
    ("Sie hören bis Freitagmittag von uns.", "sla_mentioned"),
    ("Vous aurez une réponse d'ici demain.", "sla_mentioned"),
    ("Le llamaré mañana por la mañana.", "sla_mentioned"),
    ("Escrevo-lhe até sexta-feira.", "sla_mentioned"),
    ("We were negligent.", "legal_admission"),
    ("Das war unsere Schuld.", "legal_admission"),
    ("It's your own fault.", "insult_or_blame"),
    ("Daran sind Sie selbst schuld.", "insult_or_blame"),
    ("The card is 4111 1111 1111 1111.", "data_disclosure"),
    ("Use the key sk_live_abcdefgh12345678.", "data_disclosure"),
    ("This will never happen again.", "guarantee"),
    ("Das wird nie wieder vorkommen.", "guarantee"),
    ("Cela ne se reproduira plus.", "guarantee"),
    ("Le garantizo que funcionará.", "guarantee"),
    ("Garanto-lhe que isto não voltará a acontecer.", "guarantee"),
    ("She paid £420 for hers.", "data_disclosure"),
    ("![logo](https://example.com/a.png)", "foreign_link"),
]
FINE = [
    "Ob eine Erstattung möglich ist, wird geprüft.",
    "Wir können Ihnen den Betrag leider nicht erstatten.",
    "Nous ne pouvons pas vous rembourser.",
    "No podemos reembolsar el importe.",
    "Não podemos devolver o valor.",
    "Please return the form by Friday.",
    "The card ending 4242 was charged once.",
    "You did nothing wrong.",
    "You wrote “we will refund you”.",
    "Never send us your password.",
    "I cannot promise that it will never happen again.",
    "The two-year guarantee covers the battery.",
]


@pytest.mark.parametrize(("text", "flag"), FLAGGED)
def test_each_flag_is_found_in_its_words(text: str, flag: str) -> None:
    """And the finding names a place in the reply, a rule and a reason."""
    found = check(text, level=Level.P3)

    assert getattr(found, flag)
    first = next(one for one in found.findings if one.flag == flag)
    assert 0 <= first.start < first.end <= len(text)
    assert first.rule
    assert first.reason


@pytest.mark.parametrize("text", FINE)
def test_what_is_denied_quoted_or_open_is_no_finding(text: str) -> None:
    """A reply may speak of all these things."""
    assert check(text, level=Level.P3).compliance == "passed"


def test_to_refuse_a_manager_is_not_to_hand_over() -> None:
    """A sentence that names a manager settles nothing when it says that none will come."""
    ticket = "I'd like your manager to ring me please."

    refused = check("Our managers have no time to ring customers.", level=Level.P3, ticket=ticket)

    assert refused.escalation_needed


def test_danger_in_the_ticket_needs_a_person_and_handing_over_settles_it() -> None:
    """The customer's words raise the flag, the reply's can lower it."""
    ticket = "There is a strong smell of gas in the kitchen."

    ignored = check("Please open a window.", level=Level.P3, ticket=ticket)
    settled = check("I have passed this to our safety team.", level=Level.P3, ticket=ticket)

    assert (ignored.escalation_needed, ignored.compliance) == (True, "failed")
    assert ignored.findings[0].source == "ticket"
    assert (settled.escalation_needed, settled.compliance) == (False, "passed")


def test_a_time_beyond_the_one_granted_is_a_finding_of_its_own() -> None:
    """Two days are more than the 24 hours that the ticket has."""
    within = check("You will hear from us within two days.", level=Level.P3, sla_hours=48)
    beyond = check("You will hear from us within two days.", level=Level.P3, sla_hours=24)

    assert [one.rule for one in within.findings] == ["sla.en.ours"]
    assert "sla.beyond" in [one.rule for one in beyond.findings]
    assert (within.compliance, beyond.compliance) == ("warning", "failed")


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.com/a",
        "[a](http://evil.com)",
        "evil.com/login",
        "[a]: //evil.com",
        "https://example.com@evil.com",
    ],
)
def test_a_link_beyond_the_allowed_ones_is_found_however_it_is_written(link: str) -> None:
    """Plain, in brackets, bare, by reference, and behind a name that looks right."""
    assert check(f"See {link} please", level=Level.P3, allowed_links=["example.com"]).foreign_link


@pytest.mark.parametrize(
    "link", ["https://help.example.com/a", "example.com", "report.csv", "anna@other.org"]
)
def test_an_allowed_link_and_what_is_no_link_are_fine(link: str) -> None:
    """Subdomains belong to their domain; a file and an address are no links."""
    assert not check(f"See {link} please", level=Level.P3, allowed_links=["example.com"]).foreign_link


def test_a_claim_that_the_passage_contradicts_is_unsupported() -> None:
    """Without passages nothing can be said."""
    text, passages = "You have 14 days to return it.", ["You have 30 days to return it."]

    assert check(text, level=Level.P3, passages=passages).unsupported_claim
    assert not check(text, level=Level.P3).unsupported_claim


def test_what_contradicts_a_passage_says_how_and_offers_no_words_of_ours() -> None:
    """The reason is for the agent; it is nothing to be put into a reply."""
    text, passages = "You have 14 days to return it.", ["You have 30 days to return it."]

    (found,) = check(text, level=Level.P3, passages=passages).findings

    assert "14" in found.reason
    assert found.wording == ""


def test_a_check_from_before_the_new_fields_still_decodes() -> None:
    """Stored replies stay readable."""
    old = (
        b'{"refund_promise":true,"sla_mentioned":false,"escalation_needed":false,'
        b'"compliance":"failed","issues":["x"]}'
    )

    assert msgspec.json.decode(old, type=PolicyCheck).findings == ()


def test_one_sentence_in_another_language_is_read_too() -> None:
    """A reply may change its language half way."""
    text = (
        "Thank you for your letter, we have read all of it and understand it. Wir erstatten Ihnen den Betrag."
    )

    assert check(text, level=Level.P3).refund_promise


@given(st.text(max_size=300), st.text(max_size=300))
def test_findings_stand_where_they_say(text: str, ticket: str) -> None:
    """Each is within the text that it was found in, and each flag has a finding."""
    found = check(text, level=Level.P3, ticket=ticket, allowed_links=(), passages=[ticket])

    for one in found.findings:
        assert 0 <= one.start < one.end <= len(text if one.source == "draft" else ticket)
    assert {one.flag for one in found.findings} == {flag for flag in Flag if getattr(found, flag)}


def test_a_mark_that_cites_an_article_says_nothing() -> None:
    """Whatever words its id has; what stands around it is read."""
    assert check("Here is how. [cancel-subscription-refund-you]", level=Level.P3).findings == ()
    assert check("We will refund you [returns].", level=Level.P3).refund_promise
