"""What can go wrong, as a few facts. Rooms raise leaves of this tree; `web` alone renders them.

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

    def __init__(self, sentence: str = "", *, current: object = None) -> None:
        super().__init__(*([sentence] if sentence else []))
        self.current = current
        """How the thing stands now, where that helps the caller to go on."""


class Outdated(Conflict):
    """The caller changes something that another has changed since the caller looked."""

    code = "outdated"


class Refused(DeskError):
    """The caller may not do this, or the input cannot be taken."""

    code = "refused"


class Invalid(DeskError):
    """What was sent can be read, and one field of it does not fit what the desk knows."""

    code = "bad_input"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field
        """Its name in the body; a dot leads into it."""


class TooMany(DeskError):
    """The caller asks more often than is allowed."""

    code = "too_many_requests"

    def __init__(self, sentence: str, *, wait_seconds: int) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class Unavailable(DeskError):
    """Nothing is wrong with the request; the desk cannot serve it now."""

    code = "unavailable"
