"""When must someone have acted?"""

from datetime import datetime, timedelta


def due_at(start: datetime, *, sla_hours: int) -> datetime:
    """Count the hours of the level from the moment the customer was heard.

    Clocks run day and night until business hours are set up.
    """
    return start + timedelta(hours=sla_hours)
