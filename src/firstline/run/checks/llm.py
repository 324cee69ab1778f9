"""Does the LLM answer, when one is set up?"""

from collections.abc import Iterator

from firstline.core.errors import DeskError
from firstline.run.checks.finding import Finding, broken, fine, skipped, warn
from firstline.run.opening import is_on
from firstline.run.settings import Settings
from firstline.run.wiring import adviser
from firstline.store import settings as kept
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion

PART = "LLM"
QUESTION = Message("This is a test by the operator of the help desk. Nothing is wrong.")


def check_llm(settings: Settings, *, ask: bool) -> Iterator[Finding]:
    """Ask the LLM one question, under the deadline that every message has."""
    try:
        wanted = is_on(settings, kept.USE_LLM)
    except DeskError:
        wanted = False
    llm = adviser(settings)
    try:
        if not llm.configured:
            yield _not_set_up(wanted=wanted)
        elif not ask:
            yield skipped(PART, "It was not asked.")
        else:
            yield _answer(llm.urgency(QUESTION), settings, wanted=wanted)
    finally:
        llm.close()


def _not_set_up(*, wanted: bool) -> Finding:
    if not wanted:
        return skipped(PART, "None is set up; the rules decide alone.")
    mend = "Set OPENAI_API_KEY or OPENAI_BASE_URL, or `firstline settings set use_llm off`."
    return warn(PART, "Its switch is on, and neither a key nor an address is set.", mend)


def _answer(heard: object, settings: Settings, *, wanted: bool) -> Finding:
    if isinstance(heard, Opinion):
        switch = "" if wanted else "; its switch is off, so no message is shown to it"
        return fine(PART, f"{settings.llm_model} answers{switch}.")
    what = str(getattr(heard, "text", "It keeps silent."))
    mend = (
        "Look at OPENAI_API_KEY, OPENAI_BASE_URL and FIRSTLINE_LLM_MODEL; the rules decide alone meanwhile."
    )
    return broken(PART, what, mend) if wanted else warn(PART, what, mend)
