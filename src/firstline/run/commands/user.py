"""`firstline user`: who may sign in.

A password is never an argument, because other people on the machine could read it there: it is typed unseen,
or comes on standard input.
"""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firstline.core.access import Role
from firstline.run.say import examples, note, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.store.accounts import Account

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Email = Annotated[str, typer.Argument(help="The account's e-mail address.")]
Name = Annotated[str | None, typer.Option(help="By which colleagues know them.")]
LINK = "Make a link by which they set it themselves."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Say who may sign in. The first account is an admin's, and gives the desk to a team.",
        epilog=examples("firstline user add kim@example.com --name Kim", "firstline user list"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("add", epilog=examples("firstline user add kim@example.com --role lead"))(add)
    group.command("list", epilog=examples("firstline user list --json"))(show)
    group.command("role", epilog=examples("firstline user role kim@example.com lead"))(role)
    group.command("disable", epilog=examples("firstline user disable kim@example.com"))(disable)
    group.command("enable", epilog=examples("firstline user enable kim@example.com"))(enable)
    group.command("password", epilog=examples("firstline user password kim@example.com --link"))(password)
    group.command("invite", epilog=examples("firstline user invite ana@example.com --name Ana"))(invite)
    app.add_typer(group, name="user")


def add(
    email: Email,
    *,
    name: Name = None,
    role: Annotated[Role | None, typer.Option(help="Agent, unless it is the first account.")] = None,
    json: Json = False,
) -> None:
    """Make an account. The password is typed unseen, or is the first line of standard input."""
    from firstline.run import people  # noqa: PLC0415 - takes half a second

    with plainly():
        account, is_first = people.add(email, _password(), name=name, role=role)
    _say_account(account, json=json)
    if is_first:
        note("This desk belongs to a team now: every request needs a sign-in or an API key.")


def show(*, json: Json = False) -> None:
    """List the accounts."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        found = people.everyone()
    if json:
        say_json([_as_json(account) for account in found])
    elif found:
        say_rows([("email", "name", "role", ""), *map(_row, found)])
    else:
        say("There is no account. `firstline user add EMAIL` makes the first, an admin's.")


def role(
    email: Email, role: Annotated[Role, typer.Argument(help="What they may do.")], *, json: Json = False
) -> None:
    """Give somebody another role; it holds from their next request on."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        account = people.change(email, role=role)
    _say_account(account, json=json)


def disable(email: Email, *, json: Json = False) -> None:
    """Let nobody in by an account: it is signed out everywhere, and its keys are dead."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        account = people.change(email, disabled=True)
    _say_account(account, json=json)


def enable(email: Email, *, json: Json = False) -> None:
    """Let somebody in again."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        account = people.change(email, disabled=False)
    _say_account(account, json=json)


def password(
    email: Email, *, link: Annotated[bool, typer.Option("--link", help=LINK)] = False, json: Json = False
) -> None:
    """Set a new password; every session of the account ends. It is typed unseen, or read as by `add`."""
    from firstline.run import people  # noqa: PLC0415 - as above

    if link:
        with plainly():
            path = people.reset_link(email)
        _say_link(path, json=json)
        return
    with plainly():
        account = people.set_password(email, _password())
    _say_account(account, json=json)


def invite(
    email: Email,
    *,
    name: Name = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    json: Json = False,
) -> None:
    """Make a link by which somebody gets an account. It works once, for seven days."""
    from firstline.run import people  # noqa: PLC0415 - as above

    with plainly():
        path = people.invite(email, name=name, role=role)
    _say_link(path, json=json)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != typed:
        stop("The two are not the same. Nothing was changed.")
    return typed


def _say_account(account: "Account", *, json: bool) -> None:
    if json:
        say_json(_as_json(account))
    else:
        say("  ".join(_row(account)).rstrip())


def _say_link(path: str, *, json: bool) -> None:
    if json:
        say_json({"path": path})
        return
    say(path)
    note("Put the desk's address before it, and hand it over by a way that you trust. It is not shown again.")


def _row(account: "Account") -> tuple[str, str, str, str]:
    return account.email, account.name, account.role, "disabled" if account.disabled_at else ""


def _as_json(account: "Account") -> dict[str, object]:
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "role": account.role,
        "disabled": account.disabled_at is not None,
    }
