"""Words are worth more the rarer they are, and nothing where they do not stand."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firstline.knowledge.postings import postings

COUNTS = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5)).map(Counter), max_size=8)


def test_a_rare_word_counts_for_more_than_a_common_one() -> None:
    """Both stand once in passages that are as long."""
    noted = postings([Counter(refund=1, card=1), Counter(card=1, shop=1), Counter(card=1, mail=1)])

    assert noted.scores(["refund"])[0] > noted.scores(["card"])[0] > 0
    assert noted.rarity("unheard") > noted.rarity("refund") > noted.rarity("card")


def test_a_word_that_is_asked_for_twice_counts_once() -> None:
    """Whoever shouts finds nothing else."""
    noted = postings([Counter(refund=1), Counter(card=1)])

    assert noted.scores(["refund", "refund"]).tolist() == noted.scores(["refund"]).tolist()


@given(COUNTS, st.sampled_from("abcdefgh"))
def test_a_passage_scores_where_it_has_the_word_and_only_there(counts: list[Counter[str]], term: str) -> None:
    """Whatever else stands in it."""
    scores = postings(counts).scores([term])

    assert np.isfinite(scores).all()
    assert (scores > 0).tolist() == [some[term] > 0 for some in counts]
