"""`firstline settings`: what the operator has set, and the switches that the desk keeps itself."""

from typing import TYPE_CHECKING, Annotated

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, plainly, say, say_json, say_rows, stop

if TYPE_CHECKING:
    from firstline.run.sources import Told

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
NAME = typer.Argument(help="The setting's name, as `firstline settings` lists it.")
VALUE = typer.Argument(help="`on` or `off`.")
WORDS = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="Show the settings, and change those that the desk keeps itself.",
        epilog=examples("firstline settings", "firstline settings set use_llm on"),
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    group.callback()(show_settings)
    group.command("get", epilog=examples("firstline settings get PORT"))(get_setting)
    group.command("set", epilog=examples("firstline settings set use_llm on"))(set_setting)
    app.add_typer(group, name="settings")


def show_settings(context: typer.Context, *, json: Json = False) -> None:
    """List every setting: its value, where that comes from, what it sets. Secrets are never shown."""
    if context.invoked_subcommand is not None:
        return
    told = _told()
    if json:
        say_json([_as_json(one) for one in told])
        return
    for one in told:
        say(f"{one.name} = {one.value}  ({one.source})\n    {one.meaning}")


def get_setting(name: Annotated[str, NAME], *, json: Json = False) -> None:
    """Show one setting."""
    found = next((one for one in _told() if one.name.casefold() == name.casefold()), None)
    if found is None:
        stop(f"There is no setting {name!r}; `firstline settings` lists them.", code=NOT_UNDERSTOOD)
    if json:
        say_json(_as_json(found))
        return
    say(found.value)
    say_rows([("from", found.source), ("sets", found.meaning)])


def set_setting(name: Annotated[str, NAME], value: Annotated[str, VALUE]) -> None:
    """Change a setting that is kept in the database, for every process of the desk, within about a second."""
    from firstline.run.opening import KEPT, SWITCHES, opened_desk  # noqa: PLC0415 - takes half a second

    switch = SWITCHES.get(name.casefold())
    if switch is None:
        kept = KEPT.get(name.casefold())
        known = f"What can be set here: {', '.join(SWITCHES)}."
        if kept is not None:
            stop(f"{name} is not set here: `{kept.changed_by}` changes it. {known}", code=NOT_UNDERSTOOD)
        stop(
            f"{name!r} is not kept in the database: set it in the environment or in .env, then start again. "
            f"{known}",
            code=NOT_UNDERSTOOD,
        )
    on = WORDS.get(value.casefold())
    if on is None:
        stop(f"{name} takes `on` or `off`, and {value!r} is neither.", code=NOT_UNDERSTOOD)
    with plainly(), opened_desk() as desk:
        switch.turn(desk, on=on)
    say(f"{name.casefold()} is {'on' if on else 'off'}.")


def _told() -> "list[Told]":
    from firstline.run.opening import told_settings  # noqa: PLC0415 - as above

    with plainly():
        return told_settings()


def _as_json(told: "Told") -> dict[str, str]:
    return {"name": told.name, "value": told.value, "from": told.source, "sets": told.meaning}
