"""Did anybody change a thing since the caller looked? Its version, a number that grows, tells.

A caller who says which versions they have seen changes nothing that they have not seen; a caller who says
nothing changes whatever stands there.
"""

from collections.abc import Set as AbstractSet

from firstline.core.errors import Outdated

Expected = AbstractSet[int] | None
"""The versions that a caller has seen; None: any will do."""


def check_version(version: int, expected: Expected, *, thing: str, current: object) -> None:
    """Let a change go on that is about what the caller has seen.

    >>> check_version(3, {3}, thing="ticket", current=None)

    Raises:
        Outdated: when the thing has another version; it carries how the thing stands now.
    """
    if expected is not None and version not in expected:
        message = f"This {thing} was changed since you looked. Look at how it stands now, then try again."
        raise Outdated(message, current=current)
