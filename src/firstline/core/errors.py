"""What can go wrong, as four facts. Rooms raise leaves of this tree; `web` alone renders them.

A leaf's sentence is written for the person who meets it: what happened and what to do.
`code` is stable and meant for programs.
"""

from typing import ClassVar


class DeskError(Exception):
    """Work that cannot go on, named once."""

    code: ClassVar[str] = "error"

    @property
    def sentence(self) -> str:
        """The words for the person who meets it."""
        return str(self.args[0]) if self.args else self.code


class Missing(DeskError):
    """What was asked for is not there."""

    code = "missing"


class Conflict(DeskError):
    """The change does not fit how things stand now."""

    code = "conflict"


class Refused(DeskError):
    """The caller may not do this, or the input cannot be taken."""

    code = "refused"


class Unavailable(DeskError):
    """Nothing is wrong with the request; the desk cannot serve it now."""

    code = "unavailable"
