"""Make an encoder of files that were got: its graph, in int8 where that is ours to make, and its manifest.

What always holds: what is made has turned some samples into vectors before anyone uses it, and in int8 they
are close to those of the original.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from firstline.core.errors import Refused
from firstline.gateways.minilm import make_int8
from firstline.gateways.model_catalogue import KNOWN
from firstline.gateways.model_files import MODEL, TOKENIZER, Manifest, graph_of
from firstline.gateways.model_source import POOLING, WEIGHTS, Taken
from firstline.gateways.model_trial import SAMPLES, likeness, texts_per_second
from firstline.gateways.onnx_encoder import LONGEST, OnnxEncoder, Pooling, Unusable, dimensions
from firstline.gateways.sha256 import sha256_of

LEAST_LIKENESS: Final = 0.96
UNKNOWN: Final = "unknown"
MODES: Final = {"pooling_mode_mean_tokens": Pooling.MEAN, "pooling_mode_cls_token": Pooling.CLS}

Say = Callable[[str], None]
"""Hears what is being done."""


class TooRough(Refused):
    """In int8 the encoder would no longer be what it was."""

    code = "encoder_too_rough"


def make(taken: Taken, name: str, work: Path, *, at: datetime, say: Say) -> tuple[Path, Manifest]:
    """Make the files that are kept, in a folder of their own, and their manifest.

    Raises:
        NotBert: when the weights are of no kind that the desk can run.
        Unusable: when the graph is no sentence encoder.
        TooRough: when int8 costs more than it may.
    """
    made, exact = work / "made", work / "exact.onnx"
    made.mkdir()
    shutil.copyfile(taken.folder / TOKENIZER, made / TOKENIZER)
    is_ours = (taken.folder / WEIGHTS).exists()
    if is_ours:
        say("building the graph")
        longest = min(LONGEST, make_int8(taken.folder, made / MODEL, exact=exact).positions)
    else:
        shutil.copyfile(taken.folder / MODEL, made / MODEL)
        longest = LONGEST
    say("trying it")
    manifest = _described(taken, name, made, longest=longest, at=at)
    return made, _tried(manifest, made, exact if is_ours else None)


def _described(taken: Taken, name: str, made: Path, *, longest: int, at: datetime) -> Manifest:
    """Say what it is; how well it does is found out after that."""
    known, pooling = KNOWN.get(name), _pooling(taken.folder / POOLING)
    model, tokenizer = sha256_of(made / MODEL), sha256_of(made / TOKENIZER)
    used = f"{model} {tokenizer} {pooling.value} {longest}"
    return Manifest(
        name=name,
        fingerprint=hashlib.sha256(used.encode()).hexdigest()[:12],
        size=0,
        pooling=pooling,
        longest=longest,
        likeness=None,
        texts_per_second=0,
        source=taken.source,
        source_sha256=taken.sha256,
        licence=known.licence if known else UNKNOWN,
        made_at=at,
        model_sha256=model,
        tokenizer_sha256=tokenizer,
        size_bytes=sum(path.stat().st_size for path in made.iterdir()),
    )


def _tried(manifest: Manifest, made: Path, exact: Path | None) -> Manifest:
    """Let it turn texts into vectors, as many tokens as it will ever get among them."""
    manifest = replace(manifest, size=dimensions(graph_of(manifest, made)))
    graph = graph_of(manifest, made)
    encoder = OnnxEncoder(graph)
    encoder.encode([" ".join(SAMPLES * LONGEST)])
    close = None if exact is None else likeness(encoder, OnnxEncoder(replace(graph, model=exact)))
    if close is not None and close < LEAST_LIKENESS:
        message = (
            f"In int8 {manifest.name} is too far from the original (cosine {close}); it was not installed."
        )
        raise TooRough(message)
    return replace(manifest, likeness=close, texts_per_second=texts_per_second(encoder))


def _pooling(path: Path) -> Pooling:
    """Read how the encoder was trained to pool; most take the mean.

    Raises:
        Unusable: when it does neither of the two that the desk can do.
    """
    if not path.exists():
        return Pooling.MEAN
    try:
        told = json.loads(path.read_bytes())
        (mode,) = {name for name, on in told.items() if name.startswith("pooling_mode_") and on is True}
        return MODES[mode]
    except (ValueError, AttributeError, KeyError) as error:
        message = "It makes a text's vector in another way than by the mean or by the first token."
        raise Unusable(message) from error
