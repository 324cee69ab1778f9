"""Passwords are hashed slowly, a few at a time, and nobody's hash fits nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from firstline.core.passwords import fault_in
from firstline.flows import passwords
from firstline.flows.passwords import AT_ONCE, MOST_WAITING, NOBODYS, SignInBusy, fits, hashed, is_weak
from tests.timing import by_turns

WORD = "seven green bottles"
KIM = "kim@example.com"


def test_a_password_fits_its_own_hash_alone() -> None:
    """Two hashes of one word differ, so that a list of them says nothing."""
    one, other = hashed(WORD), hashed(WORD)

    assert one != other
    assert [fits(WORD, one), fits(WORD, other), fits("Seven green bottles", one)] == [True, True, False]
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("word", [WORD, "", "\ud800", "a" * 5_000, NOBODYS])
def test_nothing_fits_where_nothing_is_kept(word: str) -> None:
    """Whatever is sent."""
    assert not fits(word, None)


def test_nobodys_hash_costs_what_somebodys_does() -> None:
    """Else an address without an account would be told by the time."""
    kept = hashed(WORD)

    somebody, nobody = by_turns(
        lambda: fits("another word", kept), lambda: fits("another word", None), times=7
    )

    assert not is_weak(NOBODYS)
    assert max(somebody, nobody) < 1.3 * min(somebody, nobody)


def test_sign_ins_do_not_fill_the_house() -> None:
    """A few work, some wait, and the rest are asked to come again; nobody waits for them."""
    busy, release = threading.Barrier(AT_ONCE + 1), threading.Event()

    def hold() -> None:
        with passwords._turn():  # noqa: SLF001 - holds the place that a slow machine would hold
            busy.wait()
            release.wait()

    with ThreadPoolExecutor(AT_ONCE + MOST_WAITING) as threads:
        for _ in range(AT_ONCE):
            threads.submit(hold)
        busy.wait()
        waiting = [threads.submit(fits, WORD, None) for _ in range(MOST_WAITING)]
        while passwords._in_line._value:  # noqa: SLF001 - until all of them wait
            pass

        with pytest.raises(SignInBusy):
            fits(WORD, None)
        release.set()

        assert [one.result() for one in waiting] == [False] * MOST_WAITING


@pytest.mark.parametrize(
    ("word", "start"),
    [
        (WORD, None),
        ("é" * 10, None),
        ("é" * 500, None),
        ("nine sign", "A password has 10 characters"),
        ("é" * 501, "A password has 1,000 bytes"),
        (KIM, "The e-mail address"),
        ("KIM@example.com ", "The e-mail address"),
        ("\uff4b\uff49\uff4d@example.com", "The e-mail address"),
        ("a\x00 long enough word", "The password holds"),
        ("\ud800 long enough word", "The password holds"),
    ],
)
def test_length_is_all_that_is_asked_of_a_password(word: str, start: str | None) -> None:
    """And that it is not the address."""
    fault = fault_in(word, email=KIM)

    assert (fault or "").startswith(start or "")
    assert (fault is None) == (start is None)
