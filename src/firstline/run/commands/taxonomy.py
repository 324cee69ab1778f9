"""`firstline taxonomy`: the desk's categories, to look over, to keep in a file, and to replace from one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.flows.check_taxonomy import Checked
    from firstline.tickets.taxonomy import Taxonomy

STANDARD = "-"
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
TO = typer.Argument(help="Where to write it; `-`: to standard output.")
FROM = typer.Argument(help="A file as `export` writes it; `-`: standard input.")
MOST_TOLD = 20
"""Findings that a person is shown."""
FORCE = "Replace the taxonomy even if it was changed since the file was exported."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Look at the desk's categories, and replace them.",
        epilog=examples(
            "firstline taxonomy show",
            "firstline taxonomy export taxonomy.json",
            "firstline taxonomy import taxonomy.json",
            "firstline taxonomy check",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show", epilog=examples("firstline taxonomy show --json"))(show)
    group.command("export", epilog=examples("firstline taxonomy export taxonomy.json"))(export)
    group.command("import", epilog=examples("firstline taxonomy import taxonomy.json"))(import_)
    group.command("check", epilog=examples("firstline taxonomy check", "firstline taxonomy check --json"))(
        check
    )
    app.add_typer(group, name="taxonomy")


def show(*, json: Json = False) -> None:
    """List the categories with their teams and subcategories."""
    taxonomy = _read()
    if json:
        say_json(_as_json(taxonomy))
        return
    rows = [("category", "team", "subcategories")]
    for category in taxonomy.categories:
        name = f"{category.name} (retired)" if category.retired else category.name
        rows.append((name, category.team, ", ".join(category.subcategories)))
    say_rows(rows)


def export(file: Annotated[str, TO] = STANDARD) -> None:
    """Write the categories to a file that can be edited and imported again."""
    import json  # noqa: PLC0415 - the parameter above has this name

    text = json.dumps(_as_json(_read()), ensure_ascii=False, indent=2) + "\n"
    if file == STANDARD:
        sys.stdout.write(text)
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")
    note(f"The taxonomy was written to {file}.")


def import_(
    file: Annotated[str, FROM], *, force: Annotated[bool, typer.Option("--force", help=FORCE)] = False
) -> None:
    """Replace the categories by those of a file, all or none; a running desk follows within a second."""
    from firstline.run import labels  # noqa: PLC0415 - takes half a second

    given = _given(file)
    try:
        with plainly():
            before, after = labels.replace_by(given, force=force)
    except labels.NotATaxonomy as error:
        stop(f"{file} is no taxonomy: {error}.", code=NOT_UNDERSTOOD)
    if after == before:
        say(f"Nothing has changed: the taxonomy stays at version {after}.")
    else:
        say(f"The taxonomy was replaced; it is at version {after} now.")


def check(*, json: Json = False) -> None:
    """Name the categories that are hard to tell apart, and the phrases that pull the wrong way.

    Phrases in English are compared by the desk's encoder, and what people corrected tells which categories
    were mixed up. What is found is advice, so the exit code stays 0.
    """
    from firstline.run import labels  # noqa: PLC0415 - as above

    with plainly():
        checked = labels.checked()
    if json:
        say_json(labels.check_as_json(checked))
    else:
        _tell(checked)


def _tell(checked: "Checked") -> None:
    findings = checked.findings
    found = [one.sentence for one in findings.overlaps] + [one.sentence for one in findings.strays]
    for sentence in found[:MOST_TOLD]:
        say(sentence)
    if len(found) > MOST_TOLD:
        say(f"And {len(found) - MOST_TOLD:,} more; --json shows them.")
    if not found:
        say("No two categories overlap, and no phrase pulls the wrong way.")
    note(f"Compared: {checked.phrases:,} phrases by {checked.encoder}; {checked.tickets:,} tickets.")
    if checked.left_out:
        note(f"Left out, because there are too many: {checked.left_out:,} phrases.")
    if checked.languages:
        note(f"Not compared, because the encoder knows English alone: {', '.join(checked.languages)}.")


def _read() -> "Taxonomy":
    from firstline.run import labels  # noqa: PLC0415 - as above

    with plainly():
        return labels.now()


def _as_json(taxonomy: "Taxonomy") -> Any:  # noqa: ANN401 - what JSON can say
    from firstline.run import labels  # noqa: PLC0415 - as above

    return labels.as_json(taxonomy)


def _given(file: str) -> bytes:
    if file == STANDARD:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.")
