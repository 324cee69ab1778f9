"""The language of a message, or the admission that the text does not tell."""

import pytest

from firstline.tickets.message import Message
from firstline.triage.judge import judge


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where can I see my orders, and why is this page empty?", "en"),
        ("Mein Konto wurde gesperrt und ich komme nicht mehr hinein.", "de"),
        ("Bonjour, je voudrais recevoir la facture de ma dernière commande.", "fr"),
        ("Me han robado el teléfono y alguien está usando mi cuenta.", "es"),
        ("ログインできません。至急対応してください。", "ja"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    """By its words."""
    assert judge(Message(text)).language.value == language


@pytest.mark.parametrize("text", ["ok", "", "4711", "😀😀", "www.shop.example"])
def test_a_scrap_does_not_tell(text: str) -> None:
    """And is not guessed."""
    field = judge(Message(text)).language

    assert field.value == "und"
    assert field.confidence == 0.0
