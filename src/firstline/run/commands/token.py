"""`firstline token`: API keys, by which programs come in."""

from typing import TYPE_CHECKING, Annotated

import typer

from firstline.core.access import Scope
from firstline.run.say import examples, note, plainly, say, say_json, say_rows

if TYPE_CHECKING:
    from firstline.store.api_keys import ApiKey

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
LONGEST_DAYS = 3650


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Make and end API keys, by which programs come in.",
        epilog=examples("firstline token create 'Web form' --scope intake", "firstline token revoke 3"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("create", epilog=examples("firstline token create 'Web form' --scope intake"))(create)
    group.command("list", epilog=examples("firstline token list --json"))(show)
    group.command("revoke", epilog=examples("firstline token revoke 3"))(revoke)
    app.add_typer(group, name="token")


def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    *,
    scope: Annotated[list[Scope], typer.Option(help="What it may do; give it several times for several.")],
    account: Annotated[
        str | None,
        typer.Option(help="E-mail of whose key it is. Without: the desk's, for intake and read alone."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="For how long. Without: for good.", min=1, max=LONGEST_DAYS)
    ] = None,
    json: Json = False,
) -> None:
    """Make a key. It is printed once, and kept nowhere."""
    from firstline.run import people  # noqa: PLC0415 - takes half a second

    with plainly():
        made = people.add_key(name, scopes=scope, email=account, days=days)
    if json:
        say_json(_as_json(made.key) | {"token": made.token})
        return
    say(made.token)
    note(f"Key {made.key.id}. Send it as `Authorization: Bearer {made.key.hint}...`. It is not shown again.")


def show(*, json: Json = False) -> None:
    """List the keys, told from each other by how they begin."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        found = people.all_keys()
    if json:
        say_json([_as_json(key) for key in found])
    elif found:
        say_rows([("id", "name", "begins", "scopes", "last used"), *map(_row, found)])
    else:
        say("There is no key. `firstline token create NAME --scope intake` makes one.")


def revoke(number: Annotated[int, typer.Argument(help="The key's id, as `list` shows it.")]) -> None:
    """End a key, at once and for good."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        people.revoke_key(number)
    say(f"Key {number} is revoked.")


def _row(key: "ApiKey") -> tuple[str, ...]:
    used = "never" if key.last_used_at is None else f"{key.last_used_at:%Y-%m-%d %H:%M}"
    return str(key.id), key.name, key.hint, " ".join(key.scopes), used


def _as_json(key: "ApiKey") -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "hint": key.hint,
        "account_id": key.account_id,
        "scopes": list(key.scopes),
        "created_at": key.created_at.isoformat(),
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
        "last_used_at": None if key.last_used_at is None else key.last_used_at.isoformat(),
    }
