"""What a desk knows before anyone has labelled anything: starter heads, and what its categories tell.

In English a sentence encoder compares meanings. In every other language in which a category has phrases the
pieces of words are compared, and a category without phrases there is known by its name alone. Of a language
in which there is no phrase at all nothing is known.

Whatever happens: the same taxonomy and the same encoder give the same. What is told in a language is made
ready when the first message comes in it, which waits a fifth of a second for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from firstline.core.later import Later
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.triage.encoder import Encoder
from firstline.triage.hashed import HashedEncoder
from firstline.triage.heads import head_now
from firstline.triage.learned import HOME, Learned, Tongue
from firstline.triage.phrased import Phrases, phrases
from firstline.triage.starter import CATEGORY, Starter, starter_for


def novice(taxonomy: Taxonomy, encoder: Encoder) -> Learned:
    """Make ready what the taxonomy tells."""
    pieces = HashedEncoder()
    tongues = {
        language: Tongue(fitting, phrases=Later({"category": partial(told_in, taxonomy, language, fitting)}))
        for language in spoken(taxonomy)
        for fitting in [encoder if language == HOME else pieces]
    }
    return Learned(tongues, taxonomy=taxonomy.version, starter=first_starter(taxonomy, encoder))


def first_starter(taxonomy: Taxonomy, encoder: Encoder) -> Starter | None:
    """Give the starter heads, which call a stock category as the desk does now; None: there are none."""
    starter = starter_for(encoder)
    if starter is None or not taxonomy.moves or CATEGORY not in starter.heads:
        return starter
    category = head_now(starter.heads[CATEGORY], [taxonomy.moves])
    return replace(starter, heads={**starter.heads, CATEGORY: category})


def spoken(taxonomy: Taxonomy) -> Sequence[str]:
    """List the languages of the phrases, English always."""
    found = {language for category in taxonomy.categories for language in category.phrases}
    return sorted(found | {HOME})


def told_in(taxonomy: Taxonomy, language: str, encoder: Encoder) -> Phrases:
    """Make ready what is told of the categories in one language."""
    return phrases(encoder, texts_in(taxonomy, language))


def texts_in(taxonomy: Taxonomy, language: str) -> Mapping[str, Sequence[str]]:
    """Give the texts that tell of each category in one language."""
    return {one.name: _texts(one, language) for one in taxonomy.categories if not one.retired}


def _texts(category: Category, language: str) -> Sequence[str]:
    own = category.phrases.get(language, ())
    if language != HOME and own:
        return own
    named = (category.name.replace("_", " ").replace("-", " "), category.title, category.description)
    return [*dict.fromkeys(text for text in named if text.strip()), *own]
