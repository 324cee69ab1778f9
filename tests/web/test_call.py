"""A form's text arrives as it was written, whichever way the form was sent."""

import pytest
from starlette.testclient import TestClient

from tests.web.calls import AS_FORM, messages

DOOR = "/api/messages/send"
SIGNS = ("100%ff", "%", "%%zz", "a+b%20c", "Grüße %C3%28", "50%&more=yes")


@pytest.mark.parametrize("text", SIGNS)
def test_percent_signs_of_a_multipart_form_are_percent_signs(client: TestClient, text: str) -> None:
    """Nothing in such a form is percent-encoded."""
    answer = client.post(DOOR, files={"user_id": (None, "7"), "message": (None, text)})

    assert answer.status_code == 201
    assert [one["message"] for one in messages(client)] == [text]


@pytest.mark.parametrize("text", SIGNS)
def test_percent_signs_of_a_plain_form_arrive_as_they_were_written(client: TestClient, text: str) -> None:
    """The browser encodes them, and the desk decodes them."""
    answer = client.post(DOOR, data={"user_id": "7", "message": text})

    assert answer.status_code == 201
    assert [one["message"] for one in messages(client)] == [text]


def test_a_plain_form_may_hold_its_text_as_it_is(client: TestClient) -> None:
    """`curl -d` encodes nothing."""
    body = "user_id=7&message=Grüße 👋 %C3%A9+%26".encode()

    answer = client.post(DOOR, content=body, headers=AS_FORM)

    assert answer.status_code == 201
    assert [one["message"] for one in messages(client)] == ["Grüße 👋 é &"]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Grüße"),
        ("UTF-8", "Grüße"),
        ('"utf-8"', "Grüße"),
        ("utf8", "Grüße"),
        ("us-ascii", "Hello"),
        ("ISO-8859-1", "Hello"),
    ],
)
def test_a_multipart_form_may_name_its_charset(client: TestClient, charset: str, text: str) -> None:
    """When its text reads the same in UTF-8."""
    answer = client.post(DOOR, content=part(text), headers=multipart(charset))

    assert answer.status_code == 201
    assert [one["message"] for one in messages(client)] == [text]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("us-ascii", "Grüße"),
        ("iso-8859-1", "Grüße"),
        ("windows-1252", "Grüße"),
        ("utf-16", "Hello"),
        ("utf-7", "Gr+APwA3w-e"),
        ("cp037", "Hello"),
        ("rot13", "Uryyb"),
        ("unicode_escape", "Gr\\xfc\\xdfe"),
        ("none-of-them", "Hello"),
        ("", "Hello"),
    ],
)
def test_a_multipart_form_of_another_charset_is_refused(client: TestClient, charset: str, text: str) -> None:
    """Its bytes could be read as UTF-8 and would be another text then, or as Latin letters."""
    answer = client.post(DOOR, content=part(text), headers=multipart(charset))

    assert answer.status_code == 400
    assert "UTF-8" in answer.text
    assert messages(client) == []


@pytest.mark.parametrize("more", [b"&", b"&&", b"&more", b"&=x", b"&a=b=c", b";x=1"])
def test_odd_fields_beside_the_known_ones_do_no_harm(client: TestClient, more: bytes) -> None:
    """Empty ones, nameless ones, and those without a value; a semicolon is only a semicolon."""
    answer = client.post(DOOR, content=b"user_id=7&message=hello&tier=vip" + more, headers=AS_FORM)

    assert answer.status_code == 201
    assert [one["message"] for one in messages(client)] == ["hello"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"message=%ff", "application/x-www-form-urlencoded"),
        (b"message=\xff", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n\xff\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n\xff\r\n--x--\r\n',
            "Multipart/Form-Data ; boundary=x",
        ),
    ],
)
def test_what_is_no_utf_8_is_refused(client: TestClient, body: bytes, kind: str) -> None:
    """It is not guessed at."""
    answer = client.post(DOOR, content=body, headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert "UTF-8" in answer.text
    assert messages(client) == []


def part(text: str) -> bytes:
    """Write a multipart form: from whom, and the text."""
    fields = (("user_id", "7"), ("message", text))
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields]
    return "\r\n".join([*parts, "--x--\r\n"]).encode()


def multipart(charset: str) -> dict[str, str]:
    """Say what a multipart form is written in."""
    return {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
