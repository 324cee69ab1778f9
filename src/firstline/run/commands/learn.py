"""`firstline learn`: labels from files, a model trained from all of them, and back to an earlier one."""

from itertools import starmap
from typing import TYPE_CHECKING, Annotated

import typer

from firstline.core.ids import LARGEST
from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.flows.learn import Taken
    from firstline.web.native.models import BoughtOut, HeadOut, ModelOut, ModelsPage, OfferOut, PromiseOut

HELP = """Teach the desk, and see what it has learnt.

It learns from every ticket that a person corrects, and from labelled messages of a file. A model is trained
from all of them, by itself when enough have come; it answers if no field gets worse.
"""
SOURCE_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789._-"
LONGEST_SOURCE = 40
OF_TICKETS = "ticket"
"""The name under which the desk keeps what it learns from tickets."""
MOST_UNKNOWN = 20
"""Unknown labels that a person is shown."""
NONE = "-"
STEPS = 10
"""Of a curve that a person is shown."""
CURVE = ("  from", "decides", "right")

File = Annotated[str, typer.Argument(help="Labelled messages, one JSON object a line; `-`: standard input.")]
Source = Annotated[
    str | None, typer.Option(help="Names where they come from; the same messages, the same name.")
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Precision = Annotated[
    float | None,
    typer.Argument(help="Such as 0.98; not given: the one that is kept to.", min=0.5, max=0.999),
]
Keep = Annotated[bool, typer.Option("--set", help="Keep to it from now on.")]
Meant = Annotated[
    str, typer.Option(help=f"What came by this import; `{OF_TICKETS}`: what came from tickets.")
]
Whose = Annotated[str, typer.Option(help="What this person has taught.")]
Version = Annotated[
    int | None, typer.Argument(help="The model's version; not given: the one before.", min=1, max=LARGEST)
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help=HELP,
        epilog=examples("firstline learn import history.jsonl", "firstline learn train"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    import_lines = (
        "firstline learn import history.jsonl",
        "zcat history.jsonl.gz | firstline learn import - --source olddesk",
    )
    group.command("import", epilog=examples(*import_lines))(import_)
    group.command("train", epilog=examples("firstline learn train"))(train)
    group.command("status", epilog=examples("firstline learn status", "firstline learn status --json"))(
        status
    )
    group.command("rollback", epilog=examples("firstline learn rollback", "firstline learn rollback 3"))(
        rollback
    )
    group.command(
        "forget",
        epilog=examples(
            "firstline learn forget --source history.jsonl", 'firstline learn forget --author "Eve"'
        ),
    )(forget)
    group.command(
        "promise",
        epilog=examples(
            "firstline learn promise", "firstline learn promise 0.98", "firstline learn promise 0.98 --set"
        ),
    )(promise)
    app.add_typer(group, name="learn")


def import_(file: File, *, source: Source = None, json: Json = False) -> None:
    """Learn from labelled messages of a file, gzip or not; each message once, however often it comes.

    A line is `{"text", "subject"?, "lang"?, "tier"?, "in_scope"?,
    "labels"?: {"category", "subcategory", "team", "urgency", "priority", "level", "sentiment",
    "frustrated"}}`. A label that the desk does not have is told and not learnt. They count from the next
    message on; a running desk follows within a second.
    """
    from firstline.run.learning import import_now, source_of  # noqa: PLC0415 - takes half a second

    if source is not None and not _is_source(source):
        what = f"up to {LONGEST_SOURCE} small letters, digits and ._-, and not `{OF_TICKETS}`"
        stop(f"A source has {what}.", code=NOT_UNDERSTOOD)
    named = source or source_of(file)
    with plainly():
        taken = import_now(file, named)
    if json:
        counts = {"messages": taken.messages, "examples": taken.examples, "new": taken.new}
        say_json({"source": named, **counts, "unknown": dict(taken.unknown.most_common())})
    else:
        _tell_taken(taken)


def train(*, json: Json = False) -> None:
    """Train a model from all labels, here and now, and let it answer if no field gets worse.

    Exit code 0 also when it is refused: the model before goes on to answer, and the sentence says why.
    """
    from firstline.run.learning import model_as_json, shown_model, train_now  # noqa: PLC0415 - as above

    with plainly():
        model = shown_model(train_now(note))
    if json:
        say_json(model_as_json(model))
        return
    say(f"Model {model.version}, {model.state}: {model.sentence}")
    _tell_heads(model)


def status(*, json: Json = False) -> None:
    """Show what the desk has learnt from, its models, and how well the one that answers did."""
    from firstline.run.learning import model_as_json, status_now  # noqa: PLC0415 - as above

    with plainly():
        page, active, offer = status_now()
    if json:
        say_json(model_as_json(page))
        return
    _tell_state(page, active)
    if page.items:
        say()
        head = ("model", "state", "made", "encoder", "labels", "why")
        say_rows([head, *map(_row, page.items)])
    if page.next is not None:
        say(f"These are the newest {len(page.items)}; the API lists the others.")
    if active is not None:
        say()
        _tell_heads(active, offer)


def rollback(version: Version = None) -> None:
    """Let an earlier model answer again; a running desk follows within a second."""
    from firstline.run.learning import roll_back_now  # noqa: PLC0415 - as above

    with plainly():
        model = roll_back_now(version)
    say(f"Model {model.version} answers from now on.")


def forget(*, source: Meant = "", author: Whose = "") -> None:
    """Take back what a file or a person has taught; with both, what the person taught by it.

    It counts no more from the next message on, and the next training leaves it out. Tickets stay as they were
    corrected, and the log tells what was taken back; to import the file again teaches it again.
    """
    from firstline.run.learning import forget_now  # noqa: PLC0415 - as above

    if not source and not author:
        stop("Say what shall be forgotten: --source, --author, or both.", code=NOT_UNDERSTOOD)
    with plainly():
        forgotten = forget_now(source, author)
    if not forgotten:
        say("Nothing was learnt from there.")
        return
    say(f"Taken back: {forgotten:,}. `firstline learn train` makes a model that never heard of it.")


def promise(precision: Precision = None, *, keep: Keep = False, json: Json = False) -> None:
    """Tell what a promised precision buys: how much the desk would decide by itself, and the curve behind it.

    Nothing is trained for it, and with --set a running desk follows within a second.
    """
    from firstline.run.learning import model_as_json, promise_now  # noqa: PLC0415 - as above

    if keep and precision is None:
        stop("Say which one shall be kept to: firstline learn promise 0.98 --set.", code=NOT_UNDERSTOOD)
    with plainly():
        offer = promise_now(precision, keep=keep)
    if json:
        say_json(model_as_json(offer))
    else:
        _tell_offer(offer, kept=keep)


def _is_source(name: str) -> bool:
    return 0 < len(name) <= LONGEST_SOURCE and not name.strip(SOURCE_SIGNS) and name != OF_TICKETS


def _tell_taken(taken: "Taken") -> None:
    said = f"{taken.messages:,} messages, {taken.examples:,} with something to learn, {taken.new:,} new."
    say(said)
    if not taken.unknown:
        return
    say("Labels that this desk does not have, and how often they came:")
    say_rows([(f"  {label}", f"{count:,}") for label, count in taken.unknown.most_common(MOST_UNKNOWN)])
    if len(taken.unknown) > MOST_UNKNOWN:
        say(f"  and {len(taken.unknown) - MOST_UNKNOWN:,} more")


def _tell_state(page: "ModelsPage", active: "ModelOut | None") -> None:
    since = f", {page.new_examples:,} since the newest training" if page.items else ""
    say(f"{page.examples:,} labelled messages{since}.")
    if page.training != "none":
        say("A training is running." if page.training == "running" else "A training waits for a worker.")
    if active is None:
        say("No model answers yet: phrases, rules and labelled messages do.")
        return
    say(f"Model {active.version} answers: {active.sentence}")
    if page.encoder is None:
        say("But the desk's encoder cannot be used on this machine: `firstline doctor` says why.")
    elif active.encoder != page.encoder:
        say(f"But it was made for {active.encoder}, and the desk uses {page.encoder}: train another one.")


def _tell_offer(offer: "OfferOut", *, kept: bool) -> None:
    if kept:
        say(f"The desk keeps to {offer.in_force:.3g} from now on.")
    elif offer.asked != offer.in_force:
        say(f"Asked: {offer.asked:.3g}. The desk keeps to {offer.in_force:.3g}; --set changes that.")
    if not offer.fields:
        say("No model answers yet, so nothing can be promised: `firstline learn train` makes one.")
    elif offer.model is None:
        say("No model answers yet; what came with the desk is asked, by messages of our own.")
    for one in offer.fields:
        say(f"{one.field} ({one.language}): {one.promise.sentence}")
        say_rows([CURVE, *_steps(one)])


def _steps(one: "BoughtOut") -> list[tuple[str, str, str]]:
    """Give the curve in a few steps: about as many as tenths of the coverage."""
    curve = one.promise.curve
    kept = [
        curve[min(len(curve) - 1, round(step * (len(curve) - 1) / STEPS))] for step in range(1, STEPS + 1)
    ]
    return [
        (f"  {point.threshold:.2f}", f"{point.coverage:.1%}", f"{point.precision:.1%}")
        for point in dict.fromkeys(kept)
    ]


def _tell_heads(model: "ModelOut", offer: "OfferOut | None" = None) -> None:
    """Tell how each field did, and from where it acts: by the promise that is in force."""
    if not model.metrics.heads:
        return
    now = {} if offer is None else {(one.field, one.language): one.promise for one in offer.fields}
    told = [(one, now.get((one.field, one.language), one.promise)) for one in model.metrics.heads]
    head = ("field", "language", "labels", "accuracy", "acts from", "on")
    say_rows([head, *starmap(_head, told)])
    for one, promise in told:
        say(f"{one.field} ({one.language}): {promise.sentence}")


def _head(one: "HeadOut", promise: "PromiseOut") -> tuple[str, ...]:
    acts = (
        (NONE, NONE) if promise.threshold is None else (f"{promise.threshold:.2f}", f"{promise.coverage:.1%}")
    )
    return (one.field, one.language, f"{one.labels:,}", f"{one.accuracy:.1%}", *acts)


def _row(model: "ModelOut") -> tuple[str, ...]:
    made = f"{model.made_at:%Y-%m-%d %H:%M}"
    return str(model.version), model.state, made, model.encoder, f"{model.examples:,}", model.sentence
