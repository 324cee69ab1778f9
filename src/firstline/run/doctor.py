"""`firstline doctor`: every part is looked at, one after the other, and nothing is changed."""

from collections.abc import Iterator

from firstline.run.checks.database import check_database
from firstline.run.checks.encoder import check_encoder
from firstline.run.checks.finding import Finding, broken
from firstline.run.checks.llm import check_llm
from firstline.run.checks.machine import check_machine
from firstline.run.checks.settings import check_settings
from firstline.run.say import NoStart
from firstline.run.settings import read_settings


def examine(*, ask_llm: bool) -> Iterator[Finding]:
    """Look at everything; without settings that can be used there is nothing to look at."""
    try:
        settings = read_settings()
    except NoStart as error:
        yield broken("settings", str(error), "Correct it in the environment or in .env.")
        return
    yield from check_settings(settings)
    yield from check_machine(settings)
    yield from check_database(settings)
    yield check_encoder(settings)
    yield from check_llm(settings, ask=ask_llm)
