"""All that the desk does by itself: a table of its steps, and one of those that come again and again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from firstline.core.ids import OutgoingId, TicketId
from firstline.core.rhythm import Cron, Every
from firstline.flows import ask, embed, outgoing, train
from firstline.flows.ask import ask_llm
from firstline.flows.desk import Desk
from firstline.flows.draft import draft_tickets
from firstline.flows.llm_account import AT_ONCE
from firstline.flows.refile import is_refiling_due, refile_step
from firstline.flows.snooze import STEP, wake_ticket
from firstline.flows.taxonomy import STEP as REFILE
from firstline.flows.tick import Schedule
from firstline.flows.tidy import fold_tallies, forget_answers
from firstline.store import tallies

Step = Callable[[Desk, int], None]
"""Takes the desk and the id that the verb is about; writes once; safe to repeat."""

TRAIN_EVERY = timedelta(minutes=1)
"""How often is looked whether enough was learnt for another model."""
REFILE_EVERY = timedelta(minutes=1)
"""How often is looked whether a ticket came under a name that its category has no more."""
FOLD_EVERY = timedelta(seconds=5)
"""Keeps what a summary has to add up small, at a cost that cannot be felt."""


@dataclass(frozen=True, slots=True)
class Together:
    """A step for many small jobs: it takes several ids, and its one write is for all of them."""

    verb: Callable[[Desk, Sequence[int]], None]
    at_once: int | None = None
    """As with `Limited`; None: any number."""

    def __call__(self, desk: Desk, subject: int) -> None:
        """Do it for one alone."""
        self.verb(desk, [subject])


@dataclass(frozen=True, slots=True)
class Limited:
    """A step of which only so many may be under way at once, by all workers of the desk together."""

    verb: Step
    at_once: int

    def __call__(self, desk: Desk, subject: int) -> None:
        """Do it."""
        self.verb(desk, subject)


@dataclass(frozen=True, slots=True)
class Outside:
    """A step that waits for the outside world, limited too, and has threads of its own meanwhile."""

    verb: Step
    at_once: int

    def __call__(self, desk: Desk, subject: int) -> None:
        """Do it."""
        self.verb(desk, subject)


STEPS: Mapping[str, Step] = {
    "draft_ticket": Together(lambda desk, subjects: draft_tickets(desk, [*map(TicketId, subjects)])),
    "fold_tallies": fold_tallies,
    "forget_answers": forget_answers,
    ask.STEP: Outside(lambda desk, subject: ask_llm(desk, TicketId(subject)), at_once=AT_ONCE),
    STEP: lambda desk, subject: wake_ticket(desk, TicketId(subject)),
    outgoing.STEP: lambda desk, subject: outgoing.send_entry(desk, OutgoingId(subject)),
    train.STEP: Limited(train.train_step, at_once=1),
    REFILE: Limited(refile_step, at_once=1),
    embed.STEP: Limited(embed.embed_step, at_once=1),
}

SCHEDULES: Mapping[str, Schedule] = {
    "fold_tallies": Schedule(Every(FOLD_EVERY), needed=tallies.any_waiting),
    "forget_answers": Schedule(Cron("17 * * * *")),  # each hour, when no other clock strikes
    train.STEP: Schedule(Every(TRAIN_EVERY), needed=train.is_training_due),
    REFILE: Schedule(Every(REFILE_EVERY), needed=is_refiling_due),
}


def limits_of(steps: Mapping[str, Step]) -> Mapping[str, int]:
    """Say how many jobs of a step may be held at once, where there is a limit."""
    own = {
        verb: step.at_once for verb, step in steps.items() if isinstance(step, Limited | Outside | Together)
    }
    return {verb: most for verb, most in own.items() if most is not None}


def outside_of(steps: Mapping[str, Step]) -> Mapping[str, int]:
    """Say which steps wait for the outside world, and how many of each at once."""
    return {verb: step.at_once for verb, step in steps.items() if isinstance(step, Outside)}


def steps_of(desk: Desk) -> Mapping[str, Step]:
    """Give the steps with the limits that the operator has set; an LLM that is not there needs one thread."""
    at_once = desk.llm_limits.at_once if desk.llm.configured else 1
    question = STEPS[ask.STEP]
    assert isinstance(question, Outside)  # noqa: S101 - it is written above
    return {**STEPS, ask.STEP: replace(question, at_once=at_once)}
