"""What a process of a desk has read and made before it does anything: its code and its rule packs.

The hatchery imports this once. A process that is forked from it begins where another one comes to after two
seconds of work; what was read stays out of its search for garbage, which would copy all of it.
"""

from firstline.gateways import llm_client
from firstline.run import serve, work
from firstline.run.wiring import FIRST_WORDS, settle
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from tests import make, postgres
from tests.journeys import probed

__all__ = ["llm_client", "make", "postgres", "probed", "serve", "work"]

judge(Message(FIRST_WORDS))
settle()
