"""The taxonomy for the command line: read, looked over, and replaced by what a file says."""

from typing import Any

import msgspec
from pydantic import ValidationError

from firstline.core.access import OPERATOR
from firstline.core.errors import Invalid
from firstline.flows.check_taxonomy import Checked, check_taxonomy
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.run.opening import opened_desk
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.web.native.taxonomy import GIVEN, check_out, taxonomy_out


class NotATaxonomy(Exception):
    """What was given cannot be one; the text names the first thing to mend."""


def now() -> Taxonomy:
    """Give the taxonomy as it stands."""
    with opened_desk() as desk:
        return read_taxonomy(desk)


def as_json(taxonomy: Taxonomy) -> Any:  # noqa: ANN401 - what JSON can say
    """Give it as the API shows it."""
    return msgspec.to_builtins(taxonomy_out(taxonomy))


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
    version, categories = _understood(given)
    expected = None if force or version is None else frozenset({version})
    with opened_desk() as desk:
        before = read_taxonomy(desk).version
        try:
            return before, replace_taxonomy(desk, categories, by=OPERATOR, expected=expected).version
        except Invalid as error:
            message = f"{error.field} {error.sentence}"
            raise NotATaxonomy(message) from None


def _understood(given: bytes) -> tuple[int | None, list[Category]]:
    try:
        found = msgspec.json.decode(given)
        version = found.pop("version", None) if isinstance(found, dict) else None
        categories = GIVEN.validate_python(found).categories
    except msgspec.DecodeError as error:
        message = f"it is not JSON ({error})"
        raise NotATaxonomy(message) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise NotATaxonomy(f"{where} {first['msg']}".strip()) from None
    return version if isinstance(version, int) else None, [one.category() for one in categories]
