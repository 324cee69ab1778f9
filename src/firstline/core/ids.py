"""Every id has its own type, so that a ticket's number never passes for a customer's."""

from typing import NewType

TicketId = NewType("TicketId", int)
EntryId = NewType("EntryId", int)
OutgoingId = NewType("OutgoingId", int)
CustomerId = NewType("CustomerId", int)
AgentId = NewType("AgentId", int)
AccountId = NewType("AccountId", int)
KeyId = NewType("KeyId", int)
SessionId = NewType("SessionId", int)
InvitationId = NewType("InvitationId", int)
RawId = NewType("RawId", int)
JobId = NewType("JobId", int)

FIRST_CUSTOMER = 10**12
"""Our own customer numbers start here; a caller's own ids stay below, so the two never meet."""

LARGEST = 2**63 - 1
"""The largest whole number that both databases can hold."""
