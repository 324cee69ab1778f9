"""A fresh desk begins with articles, so that its first draft has something to cite.

They are marked by their source, are the desk's own once somebody changes them, and go by one command
(`remove_samples`).

What always holds: a desk that ever had an article, or has a ticket, gets none, so what was removed does not
come back.
"""

from collections.abc import Iterable

from firstline.flows.desk import Desk
from firstline.flows.import_articles import Source, import_articles
from firstline.knowledge.article import Article
from firstline.store import articles, tickets
from firstline.store.articles import SAMPLES
from firstline.store.tickets import Wanted


def begin_with_samples(desk: Desk, samples: Iterable[Article]) -> int:
    """Take the samples in where the desk is fresh; tells how many. Safe to repeat."""
    with desk.read() as db:
        if articles.stamp(db) or tickets.count(db, Wanted(), most=1):
            return 0
    return len(import_articles(desk, samples, Source(SAMPLES)).added)
