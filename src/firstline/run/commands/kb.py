"""`firstline kb`: what the desk knows, to take in, look up, look over and ask."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.flows.consult import Consulted
    from firstline.run.knowledge import Answered

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
PLACE = typer.Argument(
    help="A folder, or a file: Markdown with front matter, HTML, articles.jsonl, articles.csv."
)
SOURCE = typer.Option(
    help="What these articles are kept in step with; without it, the folder's or the file's name."
)
SYNC = typer.Option("--sync", help="These are all there are: archive others that came from the same source.")
TITLE = typer.Argument(help="The article's title.")
FILE = typer.Option(help="Its text in Markdown; without it, or with `-`, it is read from standard input.")
OWN_ID = typer.Option("--id", help="Its id; else one is made of the title.")
INTERNAL = typer.Option("--internal", help="For agents only; no draft quotes it.")
ASKED = typer.Argument(help="A question; with --kb also a file of questions as JSON Lines.")
KB = typer.Option(help="Ask this folder of articles, and not the desk; nothing of it is kept.")
PREDICTIONS = typer.Option(help="Where to write the answers, a line for each question.")
ENCODER = typer.Option(help="By which encoder the folder's articles are compared.")
LINES = (".jsonl", ".ndjson")
STANDARD = "-"
MOST_TOLD = 50


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="The knowledge base: take articles in, look them up, look them over, ask them.",
        epilog=examples(
            "firstline kb import docs/help --sync",
            'firstline kb ask "Can I return a device that I have opened?"',
            "firstline kb check",
            "firstline kb samples --remove",
        ),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("import", epilog=examples("firstline kb import docs/help --sync"))(import_)
    group.command("add", epilog=examples("firstline kb add 'Opening hours' --file hours.md"))(add)
    group.command("list", epilog=examples("firstline kb list --json"))(list_)
    group.command("show", epilog=examples("firstline kb show returns"))(show)
    group.command("remove", epilog=examples("firstline kb remove returns"))(remove)
    group.command("search", epilog=examples("firstline kb search 'charged twice'"))(search)
    group.command("check", epilog=examples("firstline kb check --json"))(check)
    group.command(
        "ask",
        epilog=examples(
            "firstline kb ask 'Can I return a device that I have opened?'",
            "firstline kb ask questions.jsonl --kb docs/help --predictions answers.jsonl",
        ),
    )(ask)
    group.command("samples", epilog=examples("firstline kb samples --remove"))(samples)
    app.add_typer(group, name="kb")


def import_(
    place: Annotated[str, PLACE],
    *,
    source: Annotated[str | None, SOURCE] = None,
    sync: Annotated[bool, SYNC] = False,
    json: Json = False,
) -> None:
    """Take in the articles of a file or a folder, and say what changed; again, it takes in only that."""
    from firstline.run import knowledge  # noqa: PLC0415 - takes half a second

    with plainly():
        taken, made = knowledge.import_now(place, source=source or Path(place).resolve().name, whole=sync)
    if json:
        say_json({**_lists(taken), "vectors": made})
        return
    for word, ids in _lists(taken).items():
        if ids and word != "unchanged":
            say(f"{word:<9}  {', '.join(ids[:MOST_TOLD])}{' ...' if len(ids) > MOST_TOLD else ''}")
    say(", ".join(f"{len(ids)} {word}" for word, ids in _lists(taken).items()) + ".")


def add(
    title: Annotated[str, TITLE],
    *,
    file: Annotated[str, FILE] = STANDARD,
    article: Annotated[str | None, OWN_ID] = None,
    internal: Annotated[bool, INTERNAL] = False,
    json: Json = False,
) -> None:
    """Write one article."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above
    from firstline.run.files import opened  # noqa: PLC0415 - as above

    with plainly(), opened(file) as source:
        made = knowledge.add_now(title, source.read().decode("utf-8", "replace"), article, internal=internal)
    if json:
        say_json({"id": made.stored.article.id, "version": made.stored.version})
    else:
        say(f"{made.stored.article.id} is written, passages: {len(made.passages)}.")


def list_(*, json: Json = False) -> None:
    """List the articles."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        found = knowledge.list_now()
    if json:
        say_json([knowledge.as_row(one) for one in found])
        return
    rows = [("id", "updated", "standing", "source", "title")]
    for one in found:
        told = one.article
        rows.append((told.id, told.updated.isoformat(), told.standing, one.source, told.title))
    say_rows(rows)


def show(article: Annotated[str, typer.Argument(help="Its id.")], *, json: Json = False) -> None:
    """Show an article, and the passages that it is cut into."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        found = knowledge.show_now(article)
    told = found.stored.article
    if json:
        cut = [{"id": one.id, "heading": one.heading, "text": one.text} for one in found.passages]
        say_json({**knowledge.as_row(found.stored), "text": told.text, "passages": cut})
        return
    say(f"{told.title}\n{told.updated}, {told.standing}, {told.audience}, version {found.stored.version}\n")
    say(told.text)


def remove(article: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Remove an article; what it said stays among its revisions."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        knowledge.remove_now(article)
    say(f"{article} is removed.")


def search(
    question: Annotated[str, typer.Argument(help="As a customer would ask.")],
    *,
    internal: Annotated[bool, typer.Option("--internal", help="Articles for agents, too.")] = False,
    json: Json = False,
) -> None:
    """Find the articles that answer a question best."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        asked = knowledge.search_now(question, internal=internal)
    if json:
        items = [_item(asked, at) for at in range(len(asked.found))]
        say_json({"answerable": round(asked.chance, 4), "items": items})
        return
    _print_found(asked)


def check(*, json: Json = False) -> None:
    """Look the knowledge base over: duplicates, contradictions, dead links, old pages."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        found = knowledge.check_now()
    if json:
        say_json([{"fault": one.fault, "articles": one.articles, "sentence": one.sentence} for one in found])
        return
    for one in found:
        say(f"{one.fault:<13}{one.articles[0]}: {one.sentence}")
    say(f"To look at: {len(found)}." if found else "There is nothing to mend.")


def ask(
    asked: Annotated[str, ASKED] = STANDARD,
    *,
    kb: Annotated[str | None, KB] = None,
    predictions: Annotated[str | None, PREDICTIONS] = None,
    encoder: Annotated[str, ENCODER] = "wordllama",
    json: Json = False,
) -> None:
    """Ask the knowledge base: which articles, whether one of them answers, and what a reply would say.

    With --kb the articles of a folder are asked, in memory; a file of questions is answered line by line.
    """
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    if asked.endswith(LINES) or predictions is not None:
        if kb is None:
            stop("A file of questions is asked of a folder of articles: add --kb DIR.", code=NOT_UNDERSTOOD)
        with plainly():
            answers = knowledge.ask_files(asked, kb, predictions, encoder=encoder)
        _print_all(answers, json=json, is_written=predictions is not None)
        return
    question = _read(asked)
    with plainly():
        one = knowledge.ask(question, kb, encoder=encoder)
    if json:
        say_json(one.as_json())
    else:
        _print_answer(one)


def samples(
    *, remove: Annotated[bool, typer.Option("--remove", help="Remove them.")] = False, json: Json = False
) -> None:
    """List the articles that came with the desk, or remove them; what you have changed is yours and stays."""
    from firstline.run import knowledge  # noqa: PLC0415 - as above

    with plainly():
        found = knowledge.remove_samples_now() if remove else knowledge.samples_now()
    if json:
        say_json(list(found))
    elif remove:
        say(f"{len(found)} samples are removed.")
    else:
        say("\n".join(found) if found else "There are no samples.")


def _lists(taken: Any) -> dict[str, list[str]]:  # noqa: ANN401 - `Taken`, imported late
    return {word: getattr(taken, word) for word in ("added", "changed", "unchanged", "archived")}


def _read(asked: str) -> str:
    from firstline.run.files import opened  # noqa: PLC0415 - as above

    if asked == STANDARD:
        with opened(asked) as source:
            asked = source.read().decode("utf-8", "replace")
    if not asked.strip():
        stop("There is no question: give it as an argument or on standard input.", code=NOT_UNDERSTOOD)
    return asked


def _item(asked: "Consulted", at: int) -> dict[str, Any]:
    one = asked.found[at]
    cut = [{"id": passage.id, "text": passage.text} for passage, _ in one.passages]
    return {"id": one.article.id, "title": one.article.title, "score": round(one.score, 4), "passages": cut}


def _print_found(asked: "Consulted") -> None:
    if not asked.found:
        say("There is nothing to find: firstline kb import DIR takes articles in.")
        return
    for one in asked.found:
        say(f"{one.score:7.2f}  {one.article.id}  {one.article.title}")
        for passage, _ in one.passages[:1]:
            say(f"         {passage.text.replace(chr(10), ' ')[:160]}")
    say(f"The chance that the first one answers it is {asked.chance:.2f}.")


def _print_answer(one: "Answered") -> None:
    _print_found(one.asked)
    draft = one.draft
    say(f"\n{draft.greeting}\n\n{draft.body}\n\n{draft.closing}")
    for each in draft.citations:
        say(f"[{each.doc_id}] {each.title} ({each.score:.2f}) {each.url}")


def _print_all(answers: "Sequence[Answered]", *, json: bool, is_written: bool) -> None:
    if not is_written:
        for one in answers:
            say_json(one.as_json())
        return
    drafted = sum(bool(one.draft.citations) for one in answers)
    if json:
        say_json({"questions": len(answers), "answered": drafted})
    else:
        note(f"{len(answers)} questions were asked, {drafted} of them answered.")
