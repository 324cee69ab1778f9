"""What the log says of a request: its id, known to whatever runs on its behalf, and the name of its line."""

from contextvars import ContextVar

REQUEST_ID: ContextVar[str | None] = ContextVar("REQUEST_ID", default=None)
"""Set once by the entry; a thread that works for the request sees it too."""

ACCESS_LOG = "firstline.access"
"""Names the logger of the lines of which each tells of one answered request."""
