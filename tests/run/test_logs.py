"""Logs say what happened in the form that their reader needs, and repeat no customer's words."""

import asyncio
import io
import json
import logging
import logging.config
import threading
import time
from collections.abc import Iterator

import pytest

from firstline.core.trace import ACCESS_LOG, REQUEST_ID
from firstline.run.logs import MOMENT, LogFormat, set_up, take_over_uvicorn

WORDS = "my card 4711 is blocked"
LOGGERS = (None, "firstline", ACCESS_LOG, "uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


class Terminal(io.StringIO):
    """A person's screen."""

    def isatty(self) -> bool:
        """Say that somebody reads along."""
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave the loggers of the test process as they were."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(one, one.level, one.handlers[:], one.propagate) for one in loggers]
    hook = threading.excepthook
    yield
    threading.excepthook = hook
    for one, level, handlers, propagate in before:
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def out() -> io.StringIO:
    """Give what stands for standard error."""
    return io.StringIO()


def test_elsewhere_than_on_a_terminal_a_line_is_one_object(out: io.StringIO) -> None:
    """With time, level, logger, message and the request on whose behalf it was written."""
    set_up(level="INFO", form=LogFormat.AUTO, stream=out)
    token = REQUEST_ID.set("req-1")

    logging.getLogger("firstline.flows").info("Took %s in", 'ticket "7"\nand more')
    REQUEST_ID.reset(token)

    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "INFO",
        "logger": "firstline.flows",
        "message": 'Took ticket "7"\nand more in',
        "request_id": "req-1",
    }


def test_on_a_terminal_a_line_is_text_and_gives_no_orders() -> None:
    """Whatever was written into it."""
    screen = Terminal()
    set_up(level="INFO", form=LogFormat.AUTO, stream=screen)

    logging.getLogger("firstline.flows").info("Took \x1b[31mit in")

    assert screen.getvalue().endswith("INFO firstline.flows: Took �[31mit in\n")


@pytest.mark.parametrize("form", [LogFormat.TEXT, LogFormat.JSON])
def test_an_exception_is_told_without_its_words(out: io.StringIO, form: LogFormat) -> None:
    """Its kind and its way, and those of its cause."""
    set_up(level="INFO", form=form, stream=out)

    try:
        fail()
    except RuntimeError:
        logging.getLogger("firstline.flows").exception("It failed")

    told = out.getvalue()
    assert "4711" not in told
    assert "ValueError" in told
    assert "RuntimeError" in told
    assert "in fail" in told


def test_a_thread_that_dies_says_so_without_the_words(out: io.StringIO) -> None:
    """Python itself would print them."""
    set_up(level="INFO", form=LogFormat.JSON, stream=out)

    thread = threading.Thread(target=fail, name="worker-1")
    thread.start()
    thread.join()

    assert "The thread worker-1 ended with an error." in out.getvalue()
    assert "4711" not in out.getvalue()


def test_a_task_that_nobody_waited_for_says_so_without_the_words(out: io.StringIO) -> None:
    """Asyncio would describe it with its error."""
    set_up(level="INFO", form=LogFormat.JSON, stream=out)

    async def work() -> None:
        task = asyncio.get_running_loop().create_task(fail_later())
        await asyncio.sleep(0)
        del task

    asyncio.run(work())

    assert "Task exception was never retrieved" in out.getvalue()
    assert "4711" not in out.getvalue()


def test_libraries_keep_quiet_whatever_the_level_is(out: io.StringIO) -> None:
    """At DEBUG they would write down requests with all that is in them."""
    set_up(level="DEBUG", form=LogFormat.JSON, stream=out)

    logging.getLogger("openai._base_client").debug("Request options: %s", WORDS)
    logging.getLogger("httpcore2.connection").info("Sending %s", WORDS)
    logging.getLogger("firstline.run.worker").debug("Looking")

    assert [json.loads(line)["message"] for line in out.getvalue().splitlines()] == ["Looking"]


def test_the_lines_of_requests_are_written_together_and_soon(out: io.StringIO) -> None:
    """Not one by one, and at the latest when the process ends."""
    set_up(level="INFO", form=LogFormat.JSON, stream=out)
    access = logging.getLogger(ACCESS_LOG)

    for status in (200, 404):
        access.info("GET /x %s", status, extra={"fields": {"status": status, "credential": None}})
    at_once = out.getvalue()
    give_up_at = time.monotonic() + 50 * MOMENT
    while not out.getvalue() and time.monotonic() < give_up_at:
        time.sleep(MOMENT / 4)
    access.info("GET /x %s", 500, extra={"fields": {"status": 500}})
    access.handlers[0].flush()

    assert at_once == ""
    assert [json.loads(line)["status"] for line in out.getvalue().splitlines()] == [200, 404, 500]


def test_uvicorn_writes_by_our_rules_and_no_request(out: io.StringIO) -> None:
    """Its own lines of requests show the query."""
    logging.config.dictConfig(uvicorn_config())
    set_up(level="INFO", form=LogFormat.JSON, stream=out)

    take_over_uvicorn()
    logging.getLogger("uvicorn.error").info("Shutting down")
    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", f"/tickets?q={WORDS}", "1.1", 200)

    assert [json.loads(line)["message"] for line in out.getvalue().splitlines()] == ["Shutting down"]
    assert not access.hasHandlers()  # so that uvicorn does not even make the line


def test_half_a_character_does_not_stop_the_log(out: io.StringIO) -> None:
    """File names may hold such."""
    set_up(level="INFO", form=LogFormat.JSON, stream=out)

    logging.getLogger("firstline").info("Read %s", "men\udcfc.csv")

    assert json.loads(out.getvalue())["message"] == "Read men\udcfc.csv"


def fail() -> None:
    """Fail as code does that has a customer's words in hand."""
    try:
        int(WORDS)
    except ValueError as error:
        raise RuntimeError(WORDS) from error


async def fail_later() -> None:
    """Fail in a task."""
    fail()


def uvicorn_config() -> dict[str, object]:
    """Give uvicorn's own way of logging."""
    from uvicorn.config import LOGGING_CONFIG  # noqa: PLC0415 - needed by one test

    return {**LOGGING_CONFIG}
