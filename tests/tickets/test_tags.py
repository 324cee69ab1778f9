"""Tags have one form, a length and a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.core.errors import Invalid
from firstline.tickets.tags import LONGEST, MOST, check_number, tag_of, tags_of


@given(st.text(max_size=80))
def test_a_tag_is_in_its_form_already_or_refused(text: str) -> None:
    """So whatever is stored is found again by itself."""
    try:
        tag = tag_of(text)
    except Invalid:
        return
    assert tag_of(tag) == tag
    assert 1 <= len(tag) <= LONGEST


def test_tags_that_read_alike_are_one() -> None:
    """Case and blanks make no other tag."""
    assert tags_of(["VIP", " vip ", "Big  Customer", "big customer"]) == {"vip", "big customer"}


@pytest.mark.parametrize("text", ["", "  ", "a" * 61, "a\nb", "a\x07b", "\u2028", "İ" * 60])
def test_what_is_no_tag_is_refused(text: str) -> None:
    """Nothing, too much, and what would break a line; İ is two letters when it is small."""
    with pytest.raises(Invalid, match="1 to 60 characters"):
        tag_of(text)


def test_a_ticket_has_twenty_tags_at_most() -> None:
    """The twenty-first is refused."""
    check_number(frozenset(map(str, range(MOST))))

    with pytest.raises(Invalid, match="20 tags at most"):
        check_number(frozenset(map(str, range(MOST + 1))))
