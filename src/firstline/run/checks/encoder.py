"""Is the encoder that the desk uses on this machine, and does it work?"""

from firstline.core.errors import DeskError, Missing, Refused
from firstline.gateways import wordllama
from firstline.gateways.model_files import encoder_named
from firstline.run.checks.finding import Finding, broken, fine, skipped
from firstline.run.models import encoder_now
from firstline.run.settings import Settings

PART = "encoder"
QUESTION = "This is a test by the operator of the help desk."
OTHER = f"Install it again, or let the desk use its own: `firstline models use {wordllama.NAME}`."


def check_encoder(settings: Settings) -> Finding:
    """Let the encoder turn one text into a vector."""
    try:
        name = encoder_now(settings)
    except DeskError:  # the database's own finding says what is wrong with it
        return skipped(PART, "Nobody knows which one the desk uses while the database does not tell.")
    try:
        encoder = encoder_named(name, settings.models)
        encoder.encode([QUESTION])
    except (Missing, Refused) as error:
        return broken(PART, error.sentence, OTHER)
    return fine(PART, f"{encoder.version} works, with {encoder.size} dimensions.")
