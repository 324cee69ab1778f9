"""The knowledge base is looked over: duplicates, contradictions, dead links, old pages."""

from collections.abc import Sequence

from firstline.flows.desk import Desk
from firstline.knowledge.check import Finding, check
from firstline.store import articles


def look_over(desk: Desk) -> Sequence[Finding]:
    """Say what is wrong with the knowledge base as it is stored."""
    with desk.read() as db:
        ids = articles.versions(db)
        cut, stored = articles.passages_of(db, ids), articles.named(db, ids)
    base = [(one.article, cut[name]) for name, one in stored.items()]
    return check(base, desk.clock().date(), own_pages=desk.board.own_links)
