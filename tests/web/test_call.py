"""A form's text arrives as it was written, whichever way the form was sent."""

import pytest
from starlette.testclient import TestClient

from tests.web.calls import AS_PAGE, tickets

SIGNS = ("100%ff", "%", "%%zz", "a+b%20c", "Grüße %C3%28", "50%&more=yes")


@pytest.mark.parametrize("text", SIGNS)
def test_percent_signs_of_a_multipart_form_are_percent_signs(client: TestClient, text: str) -> None:
    """Nothing in such a form is percent-encoded."""
    answer = client.post("/", files={"message": (None, text)}, headers=AS_PAGE)

    assert answer.status_code == 303
    assert [one["message"] for one in tickets(client)] == [text]


@pytest.mark.parametrize("text", SIGNS)
def test_percent_signs_of_a_plain_form_arrive_as_they_were_written(client: TestClient, text: str) -> None:
    """The browser encodes them, and the desk decodes them."""
    answer = client.post("/", data={"message": text}, headers=AS_PAGE)

    assert answer.status_code == 303
    assert [one["message"] for one in tickets(client)] == [text]


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
    answer = client.post("/", content=body, headers=AS_PAGE | {"Content-Type": kind})

    assert answer.status_code == 422
    assert "UTF-8" in answer.text
    assert tickets(client) == []
