"""The taxonomy for the command line: read, looked over, replaced by what a file says, and reorganised."""

from typing import Any

import msgspec
from pydantic import ValidationError
from yaml import YAMLError  # type: ignore[import-untyped] # it ships no types; we use one name

from firstline.core.access import OPERATOR
from firstline.core.errors import Invalid
from firstline.flows.check_taxonomy import Checked, check_taxonomy
from firstline.flows.reorganise import Reorganised, outlook, reorganise
from firstline.flows.taxonomy import read_taxonomy
from firstline.gateways.labelled_file import LARGEST_TAXONOMY, as_yaml, read_yaml
from firstline.run.opening import opened_desk
from firstline.tickets.reorganised import Change, Splitting, split_off
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import Moves, spoken
from firstline.web.native import taxonomy as door
from firstline.web.native.taxonomy import GIVEN, TaxonomyGiven, reorganised_out, taxonomy_out
from firstline.web.native.taxonomy_check import check_out

YAML = (".yaml", ".yml")
"""How files are called that are written as YAML."""
JSON_BEGINS = (b"{", b"[")
YES_OR_NO = {"true": True, "false": False}


class NotATaxonomy(Exception):
    """What was given cannot be one; the text names the first thing to mend."""


def now() -> Taxonomy:
    """Give the taxonomy as it stands."""
    with opened_desk() as desk:
        return read_taxonomy(desk)


def as_json(taxonomy: Taxonomy) -> Any:  # noqa: ANN401 - what JSON can say
    """Give it as the API shows it."""
    return msgspec.to_builtins(taxonomy_out(taxonomy))


def written(taxonomy: Taxonomy, *, name: str) -> str:
    """Write it for a file: YAML where the file is called so, else JSON."""
    told = as_json(taxonomy)
    if name.endswith(YAML):
        return as_yaml(told)
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def checked() -> Checked:
    """Look the taxonomy over.

    Raises:
        NoEncoder: when the desk's encoder cannot be used on this machine.
    """
    with opened_desk() as desk:
        desk.board.look(desk.read)
        return check_taxonomy(desk)


def check_as_json(found: Checked) -> Any:  # noqa: ANN401 - as above
    """Give what was found as the API shows it."""
    return msgspec.to_builtins(check_out(found))


def replace_by(given: bytes, *, force: bool) -> tuple[int, int]:
    """Replace the taxonomy; tells the version before and after.

    Raises:
        NotATaxonomy: when the file says none.
        Outdated: when it was changed since the version that the file names, unless by force.
    """
    version, wanted = _understood(given)
    expected = None if force or version is None else frozenset({version})
    with opened_desk() as desk:
        before = read_taxonomy(desk).version
        try:
            return before, door.replace_by(desk, wanted, by=OPERATOR, expected=expected).version
        except Invalid as error:
            message = f"{error.field} {error.sentence}"
            raise NotATaxonomy(message) from None


def reorganised(
    change: Change, *, title: str | None = None, team: str | None = None, only_look: bool = False
) -> Reorganised:
    """Make a change of the taxonomy, or only say what it would do.

    Args:
        change: what is to become of it.
        title: of the category that a split makes; None: made of its name.
        team: of that category; None: that of the one which is split.
        only_look: change nothing.

    Raises:
        Invalid: when the change does not fit the taxonomy.
        Conflict: when the new name is another one's, or the taxonomy was just changed.
    """
    with opened_desk() as desk:
        before = read_taxonomy(desk)
        if isinstance(change, Splitting):
            change = split_off(before, change, title=title, team=team)
        if only_look:
            return outlook(desk, change)
        return reorganise(desk, change, by=OPERATOR, expected={before.version})


def reorganised_as_json(found: Reorganised) -> Any:  # noqa: ANN401 - as above
    """Give what became of it as the API shows it."""
    return msgspec.to_builtins(reorganised_out(found))


def ways(moved: Moves) -> list[tuple[str, str]]:
    """Name for people what goes where."""
    return [(spoken(old), spoken(new)) for old, new in moved.items()]


def _understood(given: bytes) -> tuple[int | None, TaxonomyGiven]:
    try:
        found = _read(given)
        version = found.pop("version", None) if isinstance(found, dict) else None
        wanted = GIVEN.validate_python(found)
    except msgspec.DecodeError as error:
        message = f"it is not JSON ({error})"
        raise NotATaxonomy(message) from None
    except YAMLError as error:
        message = f"it is neither JSON nor YAML ({' '.join(str(error).split())[:200]})"
        raise NotATaxonomy(message) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise NotATaxonomy(f"{where} {first['msg']}".strip()) from None
    return version if isinstance(version, int) else None, wanted


def _read(given: bytes) -> Any:  # noqa: ANN401 - whatever the file says
    """Read JSON or, where it does not begin like that, YAML."""
    if len(given) > LARGEST_TAXONOMY:
        message = f"it has more than {LARGEST_TAXONOMY:,} bytes"
        raise NotATaxonomy(message)
    if given.lstrip().startswith(JSON_BEGINS):
        return msgspec.json.decode(given)
    return _typed(read_yaml(given))


def _typed(found: Any) -> Any:  # noqa: ANN401 - as above
    """Give back their kind to the few values of a taxonomy that are no text."""
    if not isinstance(found, dict):
        return found
    version = found.get("version")
    if isinstance(version, str) and version.isascii() and version.isdecimal():
        found["version"] = int(version[:18])
    categories = found.get("categories")
    for one in categories if isinstance(categories, list) else ():
        if isinstance(one, dict) and isinstance(one.get("retired"), str):
            one["retired"] = YES_OR_NO.get(one["retired"].lower(), one["retired"])
    return found
