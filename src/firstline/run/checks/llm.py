"""Does the LLM answer, when one is set up, and may it still be asked?"""

from collections.abc import Iterator

from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError
from firstline.flows.llm_account import Account, account
from firstline.flows.llm_status import QUESTION
from firstline.run.checks.finding import Finding, broken, fine, skipped, warn
from firstline.run.opening import is_on, is_there, opened_database
from firstline.run.settings import Settings
from firstline.run.wiring import adviser, llm_limits
from firstline.store import settings as kept
from firstline.store.llm_costs import MILLION, month_of
from firstline.store.migrate import head, revision_of
from firstline.tickets.verdict import Opinion

PART, ACCOUNT = "LLM", "LLM account"


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
            return
        if not ask:
            yield skipped(PART, "It was not asked.")
        else:
            yield _answer(llm.urgency(QUESTION), settings, wanted=wanted)
        yield from _taken(settings, wanted=wanted)
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


def _taken(settings: Settings, *, wanted: bool) -> Iterator[Finding]:
    """Tell what the LLM has taken this month, and whether that is all it may take."""
    try:
        found = _account(settings)
    except DeskError:  # the database's own finding says what is wrong with it
        return
    if found is None:
        return
    calls = sum(line.cost.calls for line in found.lines if line.month == found.month)
    what = f"{calls} calls in {found.month}"
    if found.budget is None:
        yield fine(ACCOUNT, f"{what}; there is no budget.")
        return
    what = f"{what} cost {found.spent / MILLION:.2f} of {found.budget / MILLION:.2f}"
    if not found.is_used_up or not wanted:
        yield fine(ACCOUNT, f"{what}.")
        return
    mend = "Raise FIRSTLINE_LLM_MONTHLY_BUDGET, or wait for the next month (UTC)."
    yield warn(ACCOUNT, f"{what}, so the rules decide alone.", mend)


def _account(settings: Settings) -> Account | None:
    """Read the account from a database of this version's schema; None: there is none."""
    if not is_there(settings):
        return None
    with opened_database(settings) as database, database.read() as db:
        if revision_of(db) != head():
            return None
        return account(db, llm_limits(settings), month_of(wall_clock()))
