"""Our own corpus: that it is as large, as mixed and as clean as it says, and what its style gives away."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from evals.corpus import (
    EMERGENCY,
    HERE,
    LANGUAGES,
    LENGTHS,
    Agreement,
    Reading,
    Readings,
    Written,
    agreements,
    features,
    messages,
    readings,
    report,
    shared_runs,
    style,
)
from firstline.gateways.labelled_file import read_labelled
from firstline.tickets.verdict import Sentiment, TicketScope
from firstline.triage.labels import first_taxonomy
from firstline.triage.marks import MARKS, urgency_of

KINDS: Final = {"amount", "date", "email", "iban", "order", "phone"}
ADDRESS: Final = re.compile(r"(?<=@)[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w.-]+")
OURS: Final = re.compile(r"(?:^|[./])example\.(?:com|net|org)$")
PATH: Final = re.compile(r"(?:/home|/Users|/tmp|/var|/etc|/root)/|\b[A-Z]:\\")
STYLE_MOST: Final = 0.10
"""Spearman of style alone with the urgency, of what is not set aside: chance, by and large."""


@pytest.fixture(scope="module", name="written")
def read_once() -> Sequence[Written]:
    """Read the whole corpus."""
    return messages()


def test_it_is_as_large_as_it_says(written: Sequence[Written]) -> None:
    """English carries most; each other language has enough to be judged by."""
    counted = Counter(message.lang for message in written)

    assert set(counted) == set(LANGUAGES)
    assert counted["en"] >= 700
    assert min(counted.values()) >= 120
    assert len(written) >= 1_200


def test_it_comes_from_many_kinds_of_companies_by_every_way(written: Sequence[Written]) -> None:
    """Two companies a hand, and one hand a company: whoever holds back a hand holds back both."""
    assert len({message.business for message in written}) >= 20
    assert {message.channel for message in written} == {"email", "chat", "form"}
    hands = {(message.company, message.writer) for message in written}
    assert len(hands) == len({company for company, _ in hands}) == 2 * len({writer for _, writer in hands})


def test_tone_and_urgency_are_at_odds_in_many(written: Sequence[Written]) -> None:
    """At least 12 in 100 are polite emergencies, and as many are shouted trifles."""
    polite = [message for message in written if message.is_polite_emergency]
    shouted = [message for message in written if message.is_shouted_trifle()]

    assert min(len(polite), len(shouted)) >= 0.12 * len(written)
    assert min(message.labels.urgency for message in polite) >= EMERGENCY


def test_no_id_and_no_text_stands_twice(written: Sequence[Written]) -> None:
    """And an id tells the language."""
    assert len({message.id for message in written}) == len(written)
    assert len({message.whole.casefold() for message in written}) == len(written)
    assert all(message.id.startswith(f"{message.lang}-") for message in written)


def test_every_label_is_one_that_the_desk_has(written: Sequence[Written]) -> None:
    """Sentiment and scope are those of a verdict, categories those of a fresh desk; strays have none."""
    for message in written:
        assert message.labels.sentiment in frozenset(Sentiment)
        assert message.labels.scope in frozenset(TicketScope)
        assert message.in_scope == (message.labels.scope == TicketScope.IN_SCOPE)
        assert message.in_scope == (message.labels.category is not None)
    used = {message.labels.category for message in written} - {None}
    assert used == {category.name for category in first_taxonomy().categories}


def test_the_urgency_is_the_sum_of_the_marks(written: Sequence[Written]) -> None:
    """Every mark has a grade that is defined; what is none of the desk's matters has no mark."""
    for message in written:
        assert set(message.marks) == set(MARKS)
        assert all(0 <= message.marks[mark] < len(grades) for mark, grades in MARKS.items())
        assert message.labels.urgency == urgency_of(message.marks)
        assert message.in_scope or not any(message.marks.values())


def test_what_a_text_names_stands_in_it(written: Sequence[Written]) -> None:
    """As it is written there."""
    for message in written:
        assert {named.type for named in message.entities} <= KINDS
        assert all(named.value and named.value in message.whole for named in message.entities)


def test_messages_have_three_to_250_words(written: Sequence[Written]) -> None:
    """And every length between them is met, at every urgency."""
    lengths = [message.length for message in written]
    assert (min(lengths) >= 3, max(lengths) <= 250) == (True, True)
    for least, most in LENGTHS:
        urgencies = {message.labels.urgency for message in written if least <= message.length <= most}
        assert {1.0, 2.0, 3.0, 5.0} <= urgencies


def test_no_two_messages_share_seven_words_in_a_row(written: Sequence[Written]) -> None:
    """Blind to case and punctuation, across languages and companies."""
    assert shared_runs(written) == {}


def test_a_shared_run_is_found_whatever_its_case_and_punctuation(written: Sequence[Written]) -> None:
    """Or the test above could not fail."""
    one = replace(written[0], id="a", subject="", text="Please tell me when, my parcel will come!")
    two = replace(written[0], id="b", subject="Well", text="please tell me: WHEN MY PARCEL (will)")

    assert shared_runs([one, two]) == {("a", "b"): "please tell me when my parcel will"}


def test_no_address_leads_out_of_the_examples(written: Sequence[Written]) -> None:
    """Domains that nobody can own, and no path of a machine."""
    for message in written:
        assert all(OURS.search(found) for found in ADDRESS.findall(message.whole)), message.id
        assert not PATH.search(message.whole), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_reads_every_file(language: str) -> None:
    """As `firstline evaluate` does, with all that it takes from a line."""
    with (HERE / f"{language}.jsonl").open("rb") as source:
        told = list(read_labelled(source, name=language))

    assert [message.id for message in told] == [message.id for message in messages(language)]
    assert {message.message.language for message in told} == {language}
    assert all(message.is_stray == (not message.in_scope) for message in told)


def test_each_message_has_the_readings_that_were_settled(written: Sequence[Written]) -> None:
    """What both said alike is the label."""
    told = {both.id: both for both in readings()}
    assert set(told) == {message.id for message in written}
    for message in written:
        first, second = told[message.id].first, told[message.id].second or told[message.id].first
        for about in ("sentiment", "frustrated", "scope", "category"):
            if (said := getattr(first, about)) == getattr(second, about):
                assert getattr(message.labels, about) == said, message.id


def test_the_readings_agree_on_what_the_labels_mean() -> None:
    """Every field far beyond chance; by convention .61 and more is substantial."""
    found = {agreement.about: agreement for agreement in agreements(readings())}

    assert set(found) == {"category", "sentiment", "frustrated", "loud", "scope", *MARKS, "urgency"}
    assert all(agreement.kappa > 0.61 for agreement in found.values())


def test_a_dispute_by_two_grades_weighs_more_than_one_by_one() -> None:
    """So that a slip to the neighbour grade is not as bad as the opposite."""

    def kappa(second: int) -> Agreement:
        grades = [(0, 0), (3, second), (1, 1), (2, 2)]
        pairs = [Readings(id=str(n), first=_read(a), second=_read(b)) for n, (a, b) in enumerate(grades)]
        return next(found for found in agreements(pairs) if found.about == "harm")

    assert kappa(3).kappa == 1.0
    assert kappa(3).kappa > kappa(2).kappa > kappa(0).kappa
    assert (kappa(3).disputes, kappa(0).disputes) == (0, 1)


def test_style_is_measured_without_a_look_at_any_word(written: Sequence[Written]) -> None:
    """Other words of the same form measure the same."""
    one = replace(written[0], subject="", text="HELP me, now!\nPlease?")
    two = replace(written[0], subject="", text="ROAD is, far!\nPretty?")

    assert features(one) == features(two)
    assert features(one) != features(replace(one, text="help me, now!\nPlease?"))


def test_style_alone_does_not_order_messages_by_urgency(written: Sequence[Written]) -> None:
    """By hands that were not learnt from; whoever reads the words must do better than this."""
    found = style(written)

    assert found.urgency < STYLE_MOST
    assert found.category < found.majority + 0.1


def test_the_report_tells_all_of_it(written: Sequence[Written]) -> None:
    """Counts, shares, agreement and style."""
    told = report(written[::5], readings()[::5])

    assert all(word in told for word in ("language, 5", "polite emergencies", "kappa", "Spearman"))


def _read(harm: int) -> Reading:
    marks = dict.fromkeys(MARKS, 0) | {"harm": harm}
    return Reading(sentiment="neutral", frustrated=False, loud=False, scope="in_scope", marks=marks)
