"""Write the reply that an agent starts from, out of what the knowledge base says.

With an answer, the sentences of the best article that answer are quoted, those of a second one where it is
nearly as good, each quotation followed by the article's id in brackets. Without one the draft says so: that
there is no ready answer and that a person looks into it; what was nearest is for the agent's eyes.

A reply is in the customer's language, or in English where we do not write that; an article in another
language than the reply is not quoted.

Whatever happens: only public articles are quoted, each citation is marked in the body and each mark has its
citation, and what the draft says by itself promises nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.knowledge.answerable import ANSWERABLE
from firstline.knowledge.passages import Passage
from firstline.knowledge.shelf import Found
from firstline.replies import letter
from firstline.replies.draft import Citation, Draft, Supported, cite, own_words
from firstline.replies.excerpt import MOST_WORDS, Excerpt, clean, excerpts, is_item, is_row, is_step, readable
from firstline.replies.letter import Words
from firstline.replies.support import judge
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict

NEARLY_AS_GOOD: Final = 0.25
"""Of the summed z-scores: as far behind the best article a second one may stand."""
MOST_ARTICLES: Final = 2
MOST_NEAREST: Final = 3
FEWEST_WORDS: Final = 20
"""Less room than that is too little for a second article."""


@dataclass(frozen=True, slots=True)
class _Quoted:
    """What is quoted of one article."""

    found: Found
    excerpts: Sequence[Excerpt]


def answer(  # noqa: PLR0913, PLR0917 - each is one fact of the ticket or of what was found
    customer_name: str,
    verdict: Verdict,
    taxonomy: Taxonomy,
    asked: str,
    found: Sequence[Found],
    chance: float,
    *,
    ticket_number: str = "",
    sla_hours: int | None = None,
    tell_time: bool = False,
    answerable: float = ANSWERABLE,
) -> Draft:
    """Write a draft for a ticket.

    Args:
        customer_name: as the customer gave it.
        verdict: what the desk thinks of the ticket.
        taxonomy: the desk's own; it tells what its categories were called in the packs.
        asked: what the customer wants to know.
        found: articles, the best first.
        chance: that the best of them answers, in [0, 1].
        ticket_number: is told where there is no answer; empty: it is not.
        sla_hours: the time that was granted.
        tell_time: whether a reply without an answer may tell that time.
        answerable: the chance from which on an article is quoted.
    """
    language = letter.language_for(verdict)
    words = letter.words_of(language)
    quoted = _quoted(found, asked, language) if chance >= answerable else []
    if quoted:
        paragraphs = _answering(quoted, verdict, words)
    else:
        hours = sla_hours if tell_time else None
        paragraphs = _holding(verdict, taxonomy, words, ticket_number, hours)
    return Draft(
        greeting=letter.greeting(customer_name, words),
        body="\n\n".join(text for text, _ in paragraphs),
        closing=letter.closing(words),
        tone=words.tone,
        citations=_citations(quoted, chance),
        sentences=tuple(sentence for _, sentences in paragraphs for sentence in sentences),
        is_holding=not quoted,
        nearest=() if quoted else _nearest(found, chance),
        language=language,
    )


_Paragraph = tuple[str, Sequence[Supported]]
"""Its text, and its sentences."""


def _own(texts: Iterable[str]) -> list[_Paragraph]:
    return [(text, tuple(own_words([text]))) for text in texts if text]


def _answering(quoted: Sequence[_Quoted], verdict: Verdict, words: Words) -> list[_Paragraph]:
    paragraphs = _own([letter.opener(verdict, words)])
    for place, one in enumerate(quoted):
        lead = words.answer["further" if place else "lead"]
        paragraphs += _own([lead.replace("{title}", _title(one.found), 1)])
        paragraphs += [_paragraph(one.found, excerpt) for excerpt in one.excerpts]
    return [*paragraphs, *_own([words.answer["invite"], letter.remark(verdict, words)])]


def _holding(
    verdict: Verdict, taxonomy: Taxonomy, words: Words, number: str, hours: int | None
) -> list[_Paragraph]:
    told = [words.holding["plain"]]
    if number:
        told.append(words.holding["number"].replace("{number}", clean(number), 1))
    if hours is not None:
        told.append(words.holding["time"].replace("{hours}", str(hours), 1))
    texts = [
        letter.opener(verdict, words),
        letter.matter(verdict, taxonomy, words),
        " ".join(told),
        letter.request(verdict, taxonomy, words),
        letter.remark(verdict, words),
        letter.thanks(verdict, words),
    ]
    return _own(texts)


def _quoted(found: Sequence[Found], asked: str, language: str) -> list[_Quoted]:
    """Choose what to quote: of the best article, and of a second one that is nearly as good."""
    quoted: list[_Quoted] = []
    said: list[str] = []
    for one in found[:MOST_ARTICLES]:
        room = MOST_WORDS - sum(len(sentence.split()) for sentence in said)
        is_good = one.score >= found[0].score - NEARLY_AS_GOOD and (not said or room >= FEWEST_WORDS)
        if not is_good or not one.article.may_be_quoted(language):
            break
        if not (chosen := excerpts(one, asked, most=room, besides=said)):
            break
        quoted.append(_Quoted(one, chosen))
        said += [sentence for excerpt in chosen for sentence in excerpt.sentences]
    return quoted


def _title(found: Found) -> str:
    return clean(found.article.title).replace('"', "'")


def _paragraph(found: Found, excerpt: Excerpt) -> _Paragraph:
    """Write what is quoted of a passage, and the article's mark behind it."""
    lines: list[str] = []
    for sentence in excerpt.sentences:
        if lines and not _is_apart(sentence) and not _is_apart(lines[-1]):
            lines[-1] += f" {sentence}"
        else:
            lines.append(sentence)
    text = "\n".join(map(readable, lines))
    return f"{text} [{found.article.id}]", [
        _supported(found, excerpt.passage, one) for one in excerpt.sentences
    ]


def _is_apart(sentence: str) -> bool:
    """Tell whether a sentence stands on a line of its own: a step, an item, a table's row."""
    return is_row(sentence) or is_step(sentence) or is_item(sentence)


def _supported(found: Found, passage: Passage, sentence: str) -> Supported:
    kind = judge(sentence, [passage.text], found.article.language).kind
    return Supported(readable(sentence), kind, found.article.id, passage.id, sentence)


def _citations(quoted: Sequence[_Quoted], chance: float) -> tuple[Citation, ...]:
    best = max((excerpt.score for one in quoted for excerpt in one.excerpts), default=0.0)
    cited = [
        cite(
            one.found.article,
            excerpt.passage,
            " ".join(excerpt.sentences),
            chance=chance,
            behind=best - excerpt.score,
        )
        for one in quoted
        for excerpt in one.excerpts
    ]
    return tuple(sorted(cited, key=lambda one: -one.score))


def _nearest(found: Sequence[Found], chance: float) -> tuple[Citation, ...]:
    """Name what was nearest, with its best passage."""
    near = [one for one in found[:MOST_NEAREST] if one.passages]
    best = max((one.score for one in near), default=0.0)
    named = [
        cite(one.article, passage, passage.text, chance=chance, behind=best - one.score)
        for one, (passage, _) in ((one, one.passages[0]) for one in near)
    ]
    return tuple(sorted(named, key=lambda one: -one.score))
