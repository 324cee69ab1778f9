"""Has the LLM been failing? Then steps need not find out one by one.

A failing provider costs the desk more than one that answers: each question is asked several times, in vain.
So after `MANY` failures in a row only one question in `PROBE` is asked for steps, until one is answered. Each
process finds out for itself; nobody who waits at a door is kept from asking.
"""

import threading
from datetime import UTC, datetime, timedelta

from firstline.gateways.llm import Heard
from firstline.gateways.llm_words import DECLINED
from firstline.gateways.llm_writing import Ended
from firstline.tickets.verdict import Opinion

MANY = 8
PROBE = timedelta(seconds=1)


class Health:
    """What this process has seen of the LLM; any thread may look and tell."""

    def __init__(self) -> None:
        self._failures = 0
        self._trouble: str | None = None
        self._probe_at = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    @property
    def trouble(self) -> str | None:
        """Why the last question failed, in words that fit after "The LLM"; empty: it was answered.

        None: nothing was asked yet.
        """
        return self._trouble

    def may_ask(self, now: datetime) -> bool:
        """Tell whether a question makes sense just now; of those that only probe, one gets through."""
        with self._lock:
            if self._failures < MANY:
                return True
            if now < self._probe_at:
                return False
            self._probe_at = now + PROBE
            return True

    def note(self, heard: Heard, now: datetime) -> None:
        """Note how a question ended; one that was not asked, or was declined, tells nothing."""
        with self._lock:
            self._note_trouble(heard.why, asked=bool(heard.usage.calls))
            if isinstance(heard.advice, Opinion):
                self._failures = 0
            elif heard.may_pass and heard.wait is None and heard.usage.calls:
                self._failures += 1
                self._probe_at = now + PROBE

    def note_writing(self, ended: Ended) -> None:
        """Note how a question to write ended; steps, which write nothing, go on as before."""
        with self._lock:
            self._note_trouble(ended.why, asked=bool(ended.usage.calls))

    def _note_trouble(self, why: str, *, asked: bool) -> None:
        if asked and why != DECLINED:
            self._trouble = why
