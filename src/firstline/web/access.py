"""What each route asks of whoever calls it: one table, and the one check that reads it.

A route that is not in the table is refused to everybody. In local mode the caller is `LOCAL`, who may do
everything; in team mode `entry` has found the principal by session or key, or let a public route pass.
"""

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import Depends, Request

from firstline.core.access import NotAllowed, Permission, Principal, require

_PUBLIC, _SIGNED_IN = Permission.PUBLIC, Permission.SIGNED_IN
_INTAKE, _READ, _WORK = Permission.INTAKE, Permission.READ, Permission.WORK
_LEAD, _ADMIN = Permission.LEAD, Permission.ADMIN

ACCESS: Mapping[str, Permission] = {
    # what programs and the machines around the desk ask; of a browser `/` is the app (`browser.py`)
    "GET /": _READ,
    "GET /assets/{name}": _PUBLIC,  # the app's files
    "GET /health": _PUBLIC,
    "GET /health/ready": _PUBLIC,
    "GET /health/live": _PUBLIC,
    "GET /metrics": _READ,
    "GET /docs": _READ,
    "GET /swagger/{name}": _READ,
    # the doors of seeds 1, 2 and 3
    "POST /api/messages/send": _INTAKE,
    "GET /api/messages": _READ,
    "POST /api/messages/{message_id}/reply": _WORK,
    "POST /api/messages/{message_id}/resolve": _WORK,
    "POST /api/messages/{message_id}/assign": _WORK,
    "POST /api/messages/{message_id}/unassign": _WORK,
    "GET /api/customers/{customer_id}": _READ,
    "GET /api/get/llm": _READ,
    "POST /api/set/llm": _LEAD,
    "GET /api/health": _PUBLIC,
    "POST /admin/seed": _LEAD,
    "POST /tickets": _INTAKE,
    "GET /tickets": _READ,
    "GET /tickets/{ticket_id}": _READ,
    "PATCH /tickets/{ticket_id}/status": _WORK,
    "GET /analytics/summary": _READ,
    "POST /seed": _LEAD,
    "POST /api/v1/tickets/process": _INTAKE,
    "GET /api/v1/tickets/metrics": _READ,
    "POST /api/v1/triage": _INTAKE,
    # who is there
    "POST /api/v1/session": _PUBLIC,
    "GET /api/v1/session": _PUBLIC,
    "DELETE /api/v1/session": _PUBLIC,
    "PUT /api/v1/session/password": _SIGNED_IN,
    "GET /api/v1/sessions": _SIGNED_IN,
    "DELETE /api/v1/sessions/{session_id}": _SIGNED_IN,
    "GET /api/v1/accounts": _ADMIN,
    "POST /api/v1/accounts": _ADMIN,
    "GET /api/v1/accounts/{account_id}": _ADMIN,
    "PATCH /api/v1/accounts/{account_id}": _ADMIN,
    "POST /api/v1/accounts/{account_id}/password-reset": _ADMIN,
    "GET /api/v1/invitations": _ADMIN,
    "POST /api/v1/invitations": _ADMIN,
    "DELETE /api/v1/invitations/{invitation_id}": _ADMIN,
    "POST /api/v1/invitations/accept": _PUBLIC,
    "GET /api/v1/keys": _SIGNED_IN,
    "POST /api/v1/keys": _SIGNED_IN,
    "DELETE /api/v1/keys/{key_id}": _SIGNED_IN,
    # tickets
    "GET /api/v1/tickets": _READ,
    "POST /api/v1/tickets": _INTAKE,
    "GET /api/v1/tickets/counts": _READ,
    "GET /api/v1/tickets/order": _READ,
    "POST /api/v1/tickets/bulk": _WORK,
    "GET /api/v1/tickets/{ticket_id}": _READ,
    "PATCH /api/v1/tickets/{ticket_id}": _WORK,
    "GET /api/v1/tickets/{ticket_id}/entries": _READ,
    "POST /api/v1/tickets/{ticket_id}/entries": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/outgoing/{outgoing_id}": _WORK,  # a colleague's: _LEAD, by the flow
    "GET /api/v1/tickets/{ticket_id}/verdicts/{revision}": _READ,
    "GET /api/v1/tickets/{ticket_id}/events": _READ,
    "GET /api/v1/tickets/{ticket_id}/corrections": _READ,
    "DELETE /api/v1/tickets/{ticket_id}/corrections/{correction_id}": _WORK,
    "GET /api/v1/tickets/{ticket_id}/learnt": _READ,
    "POST /api/v1/tickets/{ticket_id}/reasons": _WORK,  # phrases and rules: _LEAD, which the flow asks for
    "GET /api/v1/tickets/{ticket_id}/proposal": _READ,
    "GET /api/v1/tickets/{ticket_id}/draft": _WORK,
    "POST /api/v1/tickets/{ticket_id}/draft": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/draft": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/draft": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/assignee": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/assignee": _WORK,
    "POST /api/v1/tickets/{ticket_id}/claim": _WORK,
    "POST /api/v1/tickets/{ticket_id}/resolution": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/resolution": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/snooze": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/snooze": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/tags": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/tags/{tag}": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/tags/{tag}": _WORK,
    "PUT /api/v1/tickets/{ticket_id}/read": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/read": _WORK,
    "GET /api/v1/tickets/{ticket_id}/presence": _READ,
    "PUT /api/v1/tickets/{ticket_id}/presence": _WORK,
    "DELETE /api/v1/tickets/{ticket_id}/presence": _WORK,
    "GET /api/v1/presence": _READ,
    "GET /api/v1/tags": _READ,
    "GET /api/v1/views": _READ,
    "POST /api/v1/views": _WORK,
    "GET /api/v1/views/{view_id}": _READ,
    "PATCH /api/v1/views/{view_id}": _WORK,
    "DELETE /api/v1/views/{view_id}": _WORK,
    # customers
    "GET /api/v1/customers": _READ,
    "GET /api/v1/customers/{customer_id}": _READ,
    "PATCH /api/v1/customers/{customer_id}": _WORK,
    "GET /api/v1/customers/{customer_id}/tickets": _READ,
    "GET /api/v1/customers/{customer_id}/notes": _READ,
    "POST /api/v1/customers/{customer_id}/notes": _WORK,
    "POST /api/v1/customers/{customer_id}/identities": _WORK,
    "DELETE /api/v1/customers/{customer_id}/identities/{kind}/{value}": _WORK,
    "POST /api/v1/customers/{customer_id}/merge": _WORK,
    # how the team works
    "GET /api/v1/canned-replies": _READ,
    "POST /api/v1/canned-replies": _LEAD,
    "GET /api/v1/canned-replies/{reply_id}": _READ,
    "PATCH /api/v1/canned-replies/{reply_id}": _LEAD,
    "DELETE /api/v1/canned-replies/{reply_id}": _LEAD,
    "GET /api/v1/taxonomy": _READ,
    "PUT /api/v1/taxonomy": _LEAD,
    "GET /api/v1/taxonomy/check": _READ,
    "POST /api/v1/taxonomy/rename": _LEAD,
    "POST /api/v1/taxonomy/merge": _LEAD,
    "POST /api/v1/taxonomy/split": _LEAD,
    "GET /api/v1/models": _READ,
    "POST /api/v1/models": _LEAD,
    "GET /api/v1/models/{version}": _READ,
    "POST /api/v1/models/{version}/promotion": _LEAD,
    "GET /api/v1/promise": _READ,
    "GET /api/v1/review": _READ,
    "GET /api/v1/agents": _READ,
    "GET /api/v1/agents/{agent_id}": _READ,
    "GET /api/v1/teams": _READ,
    "POST /api/v1/teams": _LEAD,
    "PATCH /api/v1/teams/{slug}": _LEAD,
    "DELETE /api/v1/teams/{slug}": _LEAD,
    "PUT /api/v1/teams/{slug}/members/{agent_id}": _LEAD,
    "DELETE /api/v1/teams/{slug}/members/{agent_id}": _LEAD,
    "GET /api/v1/desk": _READ,
    "GET /api/v1/llm": _READ,
    "POST /api/v1/llm/test": _LEAD,
    "GET /api/v1/llm/usage": _LEAD,
    "GET /api/v1/settings": _READ,
    "PATCH /api/v1/settings": _ADMIN,
    "GET /api/v1/events": _READ,
    "GET /api/v1/events/stream": _READ,
    "GET /api/v1/jobs": _LEAD,
    "GET /api/v1/jobs/{job_id}": _LEAD,
    "POST /api/v1/jobs/retry": _ADMIN,
    "POST /api/v1/jobs/{job_id}/retry": _ADMIN,
    "POST /api/v1/jobs/{job_id}/cancel": _ADMIN,
    "DELETE /api/v1/jobs/{job_id}": _ADMIN,
    "POST /api/v1/imports": _LEAD,
    "GET /api/v1/demo": _READ,
    "POST /api/v1/demo": _LEAD,
    "GET /api/v1/exports/tickets": _LEAD,
    # what the desk knows
    "GET /kb/{article_id}": _PUBLIC,  # public articles in force, and no other
    "GET /api/v1/knowledge/articles": _READ,
    "POST /api/v1/knowledge/articles": _LEAD,
    "GET /api/v1/knowledge/articles/{article_id}": _READ,
    "PATCH /api/v1/knowledge/articles/{article_id}": _LEAD,
    "DELETE /api/v1/knowledge/articles/{article_id}": _LEAD,
    "GET /api/v1/knowledge/articles/{article_id}/revisions": _READ,
    "POST /api/v1/knowledge/import": _LEAD,
    "DELETE /api/v1/knowledge/samples": _LEAD,
    "GET /api/v1/knowledge/search": _READ,
    "GET /api/v1/knowledge/check": _READ,
    "GET /api/v1/knowledge/gaps": _READ,
    "PATCH /api/v1/knowledge/gaps/{gap_id}": _WORK,
    "GET /api/v1/policy": _READ,
    "PATCH /api/v1/policy": _ADMIN,
    "PUT /api/v1/policy/rules/{rule_id}": _ADMIN,
    "DELETE /api/v1/policy/rules/{rule_id}": _ADMIN,
    "POST /api/v1/policy/check": _READ,
}


def principal_of(request: Request) -> Principal:
    """Give whoever asks, as the entry found them.

    Raises:
        NotAllowed: when nobody has been found, which only public routes allow.
    """
    principal = request.scope.get("principal")
    if principal is None:
        message = "Nobody is signed in."
        raise NotAllowed(message)
    return cast("Principal", principal)


async def check_access(request: Request) -> None:
    """Let the caller through to the route, or say what is lacking; runs before every route.

    Raises:
        NotAllowed: when the route asks for more than the caller may do.
    """
    route = request.scope["route"]
    needed = ACCESS.get(f"{request.method} {route.path_format}")
    if needed is None:
        message = "Nobody may use this route: it is not in the table of access."
        raise NotAllowed(message)
    if needed is not Permission.PUBLIC:
        require(principal_of(request), needed)


async def current_principal(request: Request) -> Principal:
    """Give whoever asks; `async`, so that it costs no thread."""
    return principal_of(request)


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]
