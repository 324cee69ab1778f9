"""A desk with a planted fault, to see that the kill test finds it: `python liar.py <fault> up ...`.

- `answers_before_the_commit`: a caller hears of the ticket while its transaction is still open.
- `keeps_the_answer_apart`: the ticket is one transaction, the answer kept under its key another.

Each comes to a crash point of its own, at which `FIRSTLINE_CRASH_AT` can kill it.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from firstline.flows import once
from firstline.flows.desk import Desk
from firstline.gateways.llm import LlmAdviser
from firstline.run import cli, wiring
from firstline.run.settings import Settings
from firstline.store import crash, idempotency
from firstline.store.db import Connection, Database
from firstline.store.idempotency import Kept

Change = Callable[[Connection], Any]
WRITERS = ThreadPoolExecutor(64)


def answers_before_the_commit() -> None:
    """Let every write be answered from inside its transaction."""
    honest = wiring.build_desk

    def build_desk(database: Database, llm: LlmAdviser, settings: Settings) -> Desk:
        return replace(honest(database, llm, settings), write=lambda change: _hasty(database, change))

    wiring.build_desk = build_desk


def _hasty(database: Database, change: Change) -> Any:  # noqa: ANN401 - whatever the change gives
    told: Future[Any] = Future()

    def change_and_tell(db: Connection) -> None:
        told.set_result(change(db))
        time.sleep(0.05)  # the answer is on its way to the caller, the commit is not
        crash.point("told_before_commit")

    def fail(done: Future[None]) -> None:
        if not told.done() and done.exception() is not None:
            told.set_exception(done.exception())

    WRITERS.submit(database.write, change_and_tell).add_done_callback(fail)
    return told.result()


def keeps_the_answer_apart() -> None:
    """Let the answer be kept in a transaction that follows the ticket's."""

    def change_then_keep(self: Any, change: Change, /) -> Any:  # noqa: ANN401 - the way of writing it replaces
        result = self.desk.write(change)
        if "/process" not in self.once.scope:  # there a reference of the caller's own would save it
            crash.point("between_transactions")
        kept = Kept(self.once.digest, self.shape(result))
        scope, key, at = self.once.scope, self.once.key, self.desk.clock()
        self.desk.write(lambda db: idempotency.keep(db, scope=scope, key=key, kept=kept, at=at))
        return result

    once._Keeping.__call__ = change_then_keep  # type: ignore[method-assign] # noqa: SLF001 - the fault is planted here


FAULTS = {fault.__name__: fault for fault in (answers_before_the_commit, keeps_the_answer_apart)}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    cli.main()
