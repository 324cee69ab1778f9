"""A desk for benchmarks that look at it from within."""

from firstline.core.clock import wall_clock
from firstline.flows.desk import Desk
from firstline.gateways.llm import LlmAdviser
from firstline.store.db import Database
from firstline.store.jobs import LeaseQueue


def bench_desk(database: Database) -> Desk:
    """Make a whole desk without an LLM."""
    return Desk(
        read=database.read,
        write=database.write,
        queue=LeaseQueue(wall_clock),
        clock=wall_clock,
        llm=LlmAdviser(),
    )
