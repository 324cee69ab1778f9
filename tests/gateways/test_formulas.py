"""No cell of an export runs as a formula, and every text comes back."""

from hypothesis import example, given
from hypothesis import strategies as st

from firstline.gateways.formulas import BEGINNINGS, escaped, unescaped

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝ab"), max_size=6) | st.text(max_size=20)  # noqa: RUF001 - the wide sign is meant


@given(TEXTS)
@example("'=1")
@example("''")
def test_every_text_comes_back(text: str) -> None:
    """Also one that looks escaped already."""
    assert unescaped(escaped(text)) == text


@given(TEXTS)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    """Whatever the customer wrote."""
    assert not escaped(text).startswith(BEGINNINGS)
