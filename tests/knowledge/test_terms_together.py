"""Stems are the same, whoever else looks for some at the same moment."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from firstline.knowledge.terms import terms


@pytest.fixture(autouse=True)
def often_interrupted() -> Iterator[None]:
    """Let threads take turns far more often than usually."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_sixteen_threads_find_the_stems_that_one_finds() -> None:
    """Words that nobody has looked up before, so that each is stemmed there and then."""
    texts = [
        " ".join(f"{word}{number}ing" for word in ("charg", "return", "deliver")) for number in "abcdef" * 40
    ]
    texts = [f"{text} x{place}tionally x{place}nesses" for place, text in enumerate(texts)]

    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda text: terms(text, "en"), texts))

    alone = [terms(f"{text} ", "en") for text in texts]
    assert together == alone
    assert together[7][-1] == "x7ness"
