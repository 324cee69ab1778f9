"""The verdict card shows the verdict as it is: its values, its odds, its voices and its reasons."""

from dataclasses import replace

from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty, Entity, Opinion, Part, Reason, Span, Voice
from firstline.web.front_evidence import SHOWN, Mark
from firstline.web.front_verdict import verdict_view
from tests.replies.made import make_field, make_verdict


def test_evidence_is_marked_in_the_part_where_it_stands() -> None:
    """A word with two fields has the colours of both, and is named for both."""
    blocked = Reason(Voice.RULE, "says “blocked”", 1.0, "urgency@1", Span(Part.MESSAGE, 5, 12, "blocked"))
    verdict = replace(
        make_verdict(urgency=make_field(5.0, blocked)),
        category=make_field("account", blocked),
    )

    subject, message = verdict_view(verdict, Message("I am blocked", "I am stuck")).texts

    assert subject.marks == (Mark("I am stuck", (), ""),)
    assert message.marks == (
        Mark("I am ", (), ""),
        Mark("blocked", ("urgency", "topic"), "Category, Urgency"),
    )


def test_the_legend_names_the_colours_that_are_seen() -> None:
    """And no others."""
    span = Span(Part.MESSAGE, 0, 5, "order")
    verdict = make_verdict(
        urgency=make_field(5.0, Reason(Voice.RULE, "says “order”", 1.0, "urgency@1", span)),
        entities=(Entity("order", "order", span),),
    )

    view = verdict_view(verdict, Message("order 7"))

    assert view.legend == (("urgency", "Urgency"), ("entity", "Named thing"))


def test_a_field_tells_its_value_its_odds_its_voice_and_its_reasons() -> None:
    """The strongest reason has the full bar, the others their share, a remark none."""
    reasons = (
        Reason(Voice.RULE, "says “charged twice”", 0.42, "priority@1"),
        Reason(Voice.PHRASE, "a polite letter", -0.21, "priority@1"),
        Reason(Voice.RULE, "the tier is standard", 0, "priority@1"),
    )
    field = replace(
        make_field("billing", *reasons, certainty=Certainty.SUGGEST, sure=0.714),
        opinions={Voice.RULE: Opinion("billing", 0.714), Voice.MODEL: Opinion("account", 0.31)},
    )

    row = verdict_view(replace(make_verdict(), category=field), Message("text")).fields[0]

    assert (row.label, row.value, row.percent, row.certainty_words) == ("Category", "Billing", 71, "suggest")
    assert (row.decided_by, row.others) == ("Rules", ("Model: Account, 31 %",))
    assert [(reason.weight, reason.width) for reason in row.reasons] == [
        ("+0.42", 100),
        ("-0.21", 50),
        ("", 0),
    ]
    assert row.reasons[1].is_against


def test_a_very_long_message_is_cut_for_the_eye() -> None:
    """The ticket keeps the rest."""
    view = verdict_view(make_verdict(), Message("x" * (SHOWN + 1234)))

    assert view.texts[0].hidden == 1234
    assert sum(len(mark.text) for mark in view.texts[0].marks) == SHOWN


def test_long_names_and_many_of_them_stay_chips() -> None:
    """A page is for the eye, whatever was found in the text."""
    span = Span(Part.MESSAGE, 0, 1, "9")
    entities = tuple(Entity("order", f"{number:02}{'9' * 5_000}", span) for number in range(40))

    view = verdict_view(make_verdict(entities=entities), Message("9"))

    assert (len(view.entities), view.more_entities) == (30, 10)
    assert len(view.entities[0].value) == 120


def test_what_was_found_often_is_shown_once() -> None:
    """With how often; a letter that repeats itself hides nothing else."""
    spans = [Span(Part.MESSAGE, place, place + 4, "down") for place in (0, 5, 10)]
    down = tuple(Reason(Voice.RULE, "says “down”", 0.5, "urgency@1", span) for span in spans)
    other = Reason(Voice.RULE, "asks today", 0.25, "urgency@1")
    verdict = make_verdict(
        urgency=make_field(4.0, *down, other),
        entities=tuple(Entity("order", "77", span) for span in spans),
    )

    view = verdict_view(verdict, Message("down down down"))

    (urgency,) = [field for field in view.why if field.key == "urgency"]
    assert [(reason.text, reason.times) for reason in urgency.reasons] == [
        ("says “down”", 3),
        ("asks today", 1),
    ]
    assert [(entity.kind, entity.value) for entity in view.entities] == [("Order", "77")]
    assert (urgency.more, view.more_entities) == (0, 0)
