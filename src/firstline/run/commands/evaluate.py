"""`firstline evaluate`: how good the triage is on labelled messages, in a desk of its own."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.learning.scorecard import Card
    from firstline.run.evaluating import Outcome

Taxonomy = Annotated[str, typer.Option(help="The categories: YAML with name, description, phrases, team.")]
Train = Annotated[str | None, typer.Option(help="Labelled messages to learn from, one JSON object a line.")]
Test = Annotated[str, typer.Option(help="The messages to judge, in the same form.")]
Predictions = Annotated[str | None, typer.Option(help="Where to write the verdicts; `-`: standard output.")]
Encoder = Annotated[str, typer.Option(help="The encoder, as `firstline models list` shows it.")]
Promise = Annotated[
    float, typer.Option(help="The precision that is asked for where the desk acts by itself.")
]
Llm = Annotated[str, typer.Option(help="`on`: the LLM of the settings is asked how urgent each message is.")]
Starting = Annotated[
    str | None,
    typer.Option("--starter", help="Starter heads from a file, instead of those that come with Firstline."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")]
SWITCH: Final = ("off", "on")
SHOWN: Final = 5
"""Kinds of mistakes that a person is shown of a field, and labels that taught nothing."""
STANDARD: Final = "-"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    lines = (
        "firstline evaluate --taxonomy T.yaml --test TEST.jsonl --predictions OUT.jsonl",
        "firstline evaluate --taxonomy T.yaml --train TRAIN.jsonl --test TEST.jsonl --promise 0.95 --json",
    )
    app.command(epilog=examples(*lines))(evaluate)


def evaluate(  # noqa: PLR0913 - each is an option of the command
    *,
    taxonomy: Taxonomy,
    test: Test,
    train: Train = None,
    predictions: Predictions = None,
    encoder: Encoder = "wordllama",
    promise: Promise = 0.95,
    llm: Llm = "off",
    starter: Starting = None,
    json: Json = False,
) -> None:
    """Learn from labelled messages, judge others, and say how good that was.

    It happens in a desk of its own, by the code that judges tickets; your desk is not touched. A message is
    `{"id", "text", "subject"?, "lang"?, "tier"?, "channel"?, "in_scope"?,
    "labels"?: {"category", "urgency", "sentiment", ...}}`. Without --train the categories' names,
    descriptions and phrases must do.
    """
    from firstline.learning.promise import SLACK  # noqa: PLC0415 - takes a second
    from firstline.run.evaluating import Wanted, evaluate_now  # noqa: PLC0415 - as above

    if llm not in SWITCH:
        stop("--llm is `on` or `off`.", code=NOT_UNDERSTOOD)
    if not SLACK < promise <= 1:
        stop(f"--promise is a precision above {SLACK:g}, at most 1, such as 0.95.", code=NOT_UNDERSTOOD)
    if json and predictions == STANDARD:
        stop(
            "Verdicts and scores would be mixed up on standard output: "
            "leave --json out, or give --predictions a file.",
            code=NOT_UNDERSTOOD,
        )
    wanted = Wanted(
        taxonomy=taxonomy,
        train=train,
        test=test,
        predictions=predictions,
        encoder=encoder,
        promise=promise,
        llm=llm == "on",
        starter=starter,
    )
    with plainly():
        outcome = evaluate_now(wanted)
    _warn(outcome)
    if json:
        say_json(outcome.as_json())
    elif predictions != STANDARD:
        _say(outcome)


def _warn(outcome: "Outcome") -> None:
    """Tell which labels taught nothing."""
    unknown = outcome.learnt.unknown
    if not unknown:
        return
    shown = ", ".join(f"{label} ({count:,})" for label, count in unknown.most_common(SHOWN))
    more = f" and {len(unknown) - SHOWN:,} more" if len(unknown) > SHOWN else ""
    note(
        f"{unknown.total():,} labels to learn from are not in the taxonomy and taught nothing: {shown}{more}."
    )


def _say(outcome: "Outcome") -> None:
    times = outcome.times()
    learnt = "untaught"
    if outcome.taught:
        learnt = f"learnt from {outcome.taught:,} in {outcome.learnt.seconds:.1f} s"
    pace = f"; {times['p50']:.2f} ms each, {times['p95']:.2f} ms at the slow end" if times else ""
    say(f"{len(outcome.milliseconds):,} messages judged by {outcome.wanted.encoder}, {learnt}{pace}.")
    for report in outcome.learnt.reports:
        say(f"{report.about} ({report.language}): {report.promise.sentence}")
    if outcome.cards:
        say()
        header = (
            "field",
            "messages",
            "accuracy",
            "macro-F1",
            "calibration",
            "acts on",
            "right there",
            "order",
        )
        say_rows([header, *map(_row, outcome.cards)])
    if outcome.belonging is not None:
        say(f"Out of scope: AUROC {outcome.belonging:.3f}")
    if outcome.languages is not None:
        say(f"Language: told by the desk as by the file in {outcome.languages:.3f}")
    for card in outcome.cards:
        if card.confusion:
            told = "; ".join(f"{one.truth} as {one.said}: {one.count}" for one in card.confusion[:SHOWN])
            say(f"{card.about}, most confused: {told}")


def _row(card: "Card") -> tuple[str, ...]:
    acts = (
        ("0.000", "-") if card.auto is None else (f"{card.auto.coverage:.3f}", f"{card.auto.precision:.3f}")
    )
    macro = "-" if card.macro_f1 is None else f"{card.macro_f1:.3f}"
    order = "-" if card.spearman is None else f"{card.spearman:.3f}"
    plain = (card.about, f"{card.messages:,}", f"{card.accuracy:.3f}", macro, f"{card.calibration_error:.3f}")
    return (*plain, *acts, order)
