"""Write the reply that an agent starts from, without a knowledge base.

A draft is put together from the templates of the customer's language: an opener for the customer's mood
and the ticket's level, a sentence for the category, one for the subcategory where the desk is sure enough of
it, a question that helps to go on, and thanks. A category that the desk has renamed, merged or split off
speaks the words of the one of the packs that it stands for. Drafts that quote the knowledge base are written
in `answer.py`.

Whatever happens: a draft promises nothing (no refund, no time, no outcome), so it passes the policy check,
and it claims no fact about the customer beyond what the verdict says of the ticket.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp

from firstline.knowledge.article import Article
from firstline.knowledge.passages import Passage
from firstline.knowledge.sentences import sentences
from firstline.replies import letter
from firstline.replies.support import Kind
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Citation:
    """The passage of the knowledge base that a draft leans on."""

    doc_id: str
    chunk_id: str
    title: str
    score: float
    """How well it fits, in [0, 1]."""
    url: str
    quote: str = ""
    """What is quoted of it."""


def cite(article: Article, passage: Passage, quote: str, *, chance: float, behind: float) -> Citation:
    """Cite a passage.

    Args:
        article: that it is of.
        passage: that is quoted.
        quote: what is quoted of it.
        chance: that the best of what was found answers, in [0, 1].
        behind: how far its summed z-scores are behind the best one's; 0: it is the best.
    """
    score = min(max(chance * exp(-max(behind, 0.0)), 0.0), 1.0)
    return Citation(article.id, passage.id, article.title, score, article.address, quote)


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence of a draft's body, and what it rests on."""

    text: str
    kind: Kind = "no_claim"
    doc_id: str = ""
    """Empty: it is the draft's own."""
    chunk_id: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply, in the parts that an agent may change one by one."""

    greeting: str
    body: str
    closing: str
    tone: str
    citations: tuple[Citation, ...] = ()
    sentences: tuple[Supported, ...] = ()
    """Of the body, in their order."""
    is_holding: bool = False
    """The knowledge base has no answer: it says that a person looks into it."""
    nearest: tuple[Citation, ...] = ()
    """For the agent: what was nearest to an answer."""
    language: str = letter.ENGLISH


def draft_reply(customer_name: str, verdict: Verdict, taxonomy: Taxonomy) -> Draft:
    """Write a draft for a ticket; the desk's taxonomy tells what its categories were called in the packs."""
    language = letter.language_for(verdict)
    words = letter.words_of(language)
    paragraphs = [
        letter.opener(verdict, words),
        letter.matter(verdict, taxonomy, words),
        letter.request(verdict, taxonomy, words),
        letter.remark(verdict, words),
        letter.thanks(verdict, words),
    ]
    return Draft(
        greeting=letter.greeting(customer_name, words),
        body="\n\n".join(filter(None, paragraphs)),
        closing=letter.closing(words),
        tone=words.tone,
        sentences=tuple(own_words(paragraphs)),
        language=language,
    )


def own_words(paragraphs: Iterable[str]) -> Iterator[Supported]:
    """Cut what a draft says by itself into sentences, which claim nothing."""
    for paragraph in paragraphs:
        yield from (Supported(sentence) for sentence in sentences(paragraph))
