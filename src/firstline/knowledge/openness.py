"""Which articles an asker may read on a day, told for all of them at once.

What always holds: this says the same as `Article.holds` and the article's audience do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.article import Article, Audience, Standing


@dataclass(frozen=True, slots=True, eq=False)
class Openness:
    """For each article whether it is out, for whom, and from which day to which."""

    published: NDArray[np.bool_]
    public: NDArray[np.bool_]
    first: NDArray[np.int32]
    last: NDArray[np.int32]

    def on(self, day: date, *, internal: bool) -> NDArray[np.bool_]:
        """Tell which articles may be read."""
        now = day.toordinal()
        holds = self.published & (self.first <= now) & (now <= self.last)
        return holds if internal else holds & self.public


def openness(articles: Sequence[Article]) -> Openness:
    """Note it for articles.

    >>> guide = Article(id="a", title="A", text="", updated=date(2026, 5, 1), valid_until=date(2026, 5, 2))
    >>> noted = openness([guide])
    >>> noted.on(date(2026, 5, 2), internal=False), noted.on(date(2026, 5, 3), internal=False)
    (array([ True]), array([False]))
    """
    return Openness(
        np.array([one.standing is Standing.PUBLISHED for one in articles], np.bool_),
        np.array([one.audience is Audience.PUBLIC for one in articles], np.bool_),
        np.array([(one.valid_from or date.min).toordinal() for one in articles], np.int32),
        np.array([(one.valid_until or date.max).toordinal() for one in articles], np.int32),
    )
