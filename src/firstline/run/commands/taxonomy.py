"""`firstline taxonomy`: the desk's categories, to look over, to keep in a file, and to change."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.flows.check_taxonomy import Checked
    from firstline.flows.reorganise import Reorganised
    from firstline.tickets.reorganised import Change
    from firstline.tickets.taxonomy import Taxonomy

STANDARD = "-"
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]
Title = Annotated[str | None, typer.Option("--title", help="How people shall see the category.")]
Team = Annotated[str | None, typer.Option("--team", help="The team that shall see to it: a slug.")]
OLD = typer.Argument(help="A category, or one of its subcategories as CATEGORY/SUBCATEGORY.")
INTO = "The category that they become part of."
WAY = "Which subcategory becomes which, as CATEGORY/SUBCATEGORY=SUBCATEGORY; may be given several times."
PARTS = "Those that leave, with commas between."
OWN = "A new category, or one that is there."
TO = typer.Argument(
    help="Where to write it: YAML, where its name ends so, else JSON; `-`: to standard output."
)
FROM = typer.Argument(help="A file as `export` writes it, JSON or YAML; `-`: standard input.")
MOST_TOLD = 20
"""Findings that a person is shown."""
FORCE = "Replace the taxonomy even if it was changed since the file was exported."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Look at the desk's categories; replace, rename, merge and split them.",
        epilog=examples(
            "firstline taxonomy show",
            "firstline taxonomy export taxonomy.json",
            "firstline taxonomy import taxonomy.json",
            "firstline taxonomy rename billing money",
            "firstline taxonomy check",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show", epilog=examples("firstline taxonomy show --json"))(show)
    group.command("export", epilog=examples("firstline taxonomy export taxonomy.json"))(export)
    group.command("import", epilog=examples("firstline taxonomy import taxonomy.json"))(import_)
    group.command(
        "rename",
        epilog=examples(
            "firstline taxonomy rename billing money --title Money",
            "firstline taxonomy rename billing/Refunds 'Money back'",
        ),
    )(rename)
    group.command(
        "merge", epilog=examples("firstline taxonomy merge sales --into billing --map sales/Quotes=Invoices")
    )(merge)
    group.command(
        "split",
        epilog=examples(
            "firstline taxonomy split billing --subcategories Refunds,Loans --into credit --team loans"
        ),
    )(split)
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
    from firstline.run import labels  # noqa: PLC0415 - takes half a second

    text = labels.written(_read(), name=file)
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
    from firstline.run import labels  # noqa: PLC0415 - as above

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


def rename(  # noqa: PLR0913 - each is an option
    old: Annotated[str, OLD],
    new: Annotated[str, typer.Argument(help="The new name.")],
    *,
    title: Title = None,
    team: Team = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Give a category or a subcategory another name; its tickets and labels follow."""
    from firstline.tickets.reorganised import Renaming  # noqa: PLC0415 - as above

    category, _, part = old.partition("/")
    change = Renaming(category=category, subcategory=part or None, name=new, title=title, team=team)
    _reorganise(change, dry_run=dry_run, json=json)


def merge(
    categories: Annotated[list[str], typer.Argument(help="The categories that go.")],
    *,
    into: Annotated[str, typer.Option("--into", help=INTO)],
    ways: Annotated[list[str] | None, typer.Option("--map", help=WAY)] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make categories part of another one; their tickets and labels follow.

    A subcategory becomes the one of the same name, or else the last one, which is for everything else.
    """
    from firstline.tickets.reorganised import Merging  # noqa: PLC0415 - as above

    parts: dict[str, dict[str, str]] = {}
    for way in ways or ():
        category, part, new = _way(way)
        parts.setdefault(category, {})[part] = new
    _reorganise(Merging(categories=categories, into=into, subcategories=parts), dry_run=dry_run, json=json)


def split(  # noqa: PLR0913 - each is an option
    category: Annotated[str, typer.Argument(help="The category that some leave.")],
    *,
    subcategories: Annotated[str, typer.Option("--subcategories", help=PARTS)],
    into: Annotated[str, typer.Option("--into", help=OWN)],
    title: Title = None,
    team: Team = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let some subcategories be a category of their own, or part of another; tickets and labels follow."""
    from firstline.tickets.reorganised import Splitting  # noqa: PLC0415 - as above

    parts = [part.strip() for part in subcategories.split(",") if part.strip()]
    change = Splitting(category=category, subcategories=parts, into=into)
    _reorganise(change, title=title, team=team, dry_run=dry_run, json=json)


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


def _way(given: str) -> tuple[str, str, str]:
    """Read which subcategory becomes which."""
    old, _, new = given.partition("=")
    category, _, part = old.partition("/")
    if not category or not part or not new:
        stop(f"--map is written CATEGORY/SUBCATEGORY=SUBCATEGORY, not {given!r}.", code=NOT_UNDERSTOOD)
    return category, part, new


def _reorganise(
    change: "Change", *, title: str | None = None, team: str | None = None, dry_run: bool, json: bool
) -> None:
    from firstline.run import labels  # noqa: PLC0415 - as above

    with plainly():
        done = labels.reorganised(change, title=title, team=team, only_look=dry_run)
    if json:
        say_json(labels.reorganised_as_json(done))
        return
    _tell_moves(done, labels.ways(done.moved), dry_run=dry_run)


def _tell_moves(done: "Reorganised", ways: Sequence[tuple[str, str]], *, dry_run: bool) -> None:
    for old, new in ways[:MOST_TOLD]:
        say(f"{old} {'would become' if dry_run else 'is'} {new}{'' if dry_run else ' now'}.")
    if len(ways) > MOST_TOLD:
        say(f"And {len(ways) - MOST_TOLD:,} more; --json shows them.")
    verb = "would move" if dry_run else "follow within moments"
    say(f"{done.tickets:,} tickets and {done.examples:,} labelled messages {verb}.")
    if dry_run:
        note("Nothing was changed.")
    else:
        note(f"The taxonomy is at version {done.taxonomy.version} now.")


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
