"""`firstline triage`, done: a message judged as the desk here does, or as a fresh one where there is none.

Where there is a database, its taxonomy, its labelled messages and its model answer, by the encoder that the
desk uses; where there is none, the categories, phrases and encoder that every desk begins with.

What always holds: nothing is stored, no database is made or migrated, and the LLM is not asked.
"""

from collections.abc import Callable, Container
from dataclasses import replace

from firstline.core.errors import DeskError
from firstline.flows.encoder import encoder_here
from firstline.flows.opinion import verdict_on
from firstline.gateways.model_files import encoder_named
from firstline.gateways.wordllama import NAME
from firstline.run.opening import desk_as_it_is, is_there
from firstline.run.settings import Settings, read_settings
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.language import language
from firstline.triage.learned import HOME
from firstline.triage.novice import novice
from firstline.triage.text import read


def judge_now(message: Message, *, on_trouble: Callable[[str], None]) -> Verdict:
    """Judge a message; what keeps the desk's encoder from being used is told, and the rules decide alone.

    Raises:
        NoStart: when a setting cannot be used.
        DeskError: when there is a desk and it cannot be asked.
    """
    settings = read_settings()
    return _by_desk(message, on_trouble) if is_there(settings) else _afresh(message, settings)


def _by_desk(message: Message, on_trouble: Callable[[str], None]) -> Verdict:
    with desk_as_it_is() as desk:
        desk.board.look(desk.read)
        try:
            encoder_here(desk)
        except DeskError as error:
            on_trouble(error.sentence)
        return verdict_on(desk, message)


def _afresh(message: Message, settings: Settings) -> Verdict:
    """Judge by what every desk begins with; phrases in languages of no use here would take a second."""
    taxonomy = first_taxonomy()
    known = novice(
        _in_languages(taxonomy, {HOME, language(read(message))[0]}), encoder_named(NAME, settings.models)
    )
    return judge(message, taxonomy=taxonomy, learned=known)


def _in_languages(taxonomy: Taxonomy, wanted: Container[str]) -> Taxonomy:
    """Leave out the phrases in other languages."""
    categories = [
        replace(one, phrases={tongue: told for tongue, told in one.phrases.items() if tongue in wanted})
        for one in taxonomy.categories
    ]
    return replace(taxonomy, categories=tuple(categories))
