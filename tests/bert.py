"""A sentence encoder of the BERT kind, tiny and with random weights; and what it computes, in plain numpy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

Array = NDArray[np.float32]
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!'-"


@dataclass(frozen=True, slots=True)
class Bert:
    """How large it is, and by which seed its weights are drawn."""

    layers: int = 2
    heads: int = 4
    dimensions: int = 32
    positions: int = 300
    seed: int = 7

    @property
    def config(self) -> dict[str, Any]:
        """What its `config.json` says."""
        return {
            "model_type": "bert",
            "hidden_act": "gelu",
            "num_attention_heads": self.heads,
            "layer_norm_eps": 1e-12,
        }

    def weights(self) -> dict[str, Array]:
        """Draw its weights."""
        draw = np.random.default_rng(self.seed)
        size, inner = self.dimensions, 4 * self.dimensions
        words = len(SPECIALS) + 2 * len(LETTERS)
        shapes: dict[str, tuple[int, ...]] = {
            "embeddings.word_embeddings.weight": (words, size),
            "embeddings.position_embeddings.weight": (self.positions, size),
            "embeddings.token_type_embeddings.weight": (2, size),
            "embeddings.LayerNorm.weight": (size,),
            "embeddings.LayerNorm.bias": (size,),
        }
        for layer in range(self.layers):
            begin = f"encoder.layer.{layer}"
            dense = {f"attention.self.{part}": (size, size) for part in ("query", "key", "value")}
            dense["attention.output.dense"] = (size, size)
            dense["intermediate.dense"], dense["output.dense"] = (inner, size), (size, inner)
            for name, shape in dense.items():
                shapes |= {f"{begin}.{name}.weight": shape, f"{begin}.{name}.bias": shape[:1]}
            for name in ("attention.output.LayerNorm", "output.LayerNorm"):
                shapes |= {f"{begin}.{name}.weight": (size,), f"{begin}.{name}.bias": (size,)}
        return {name: draw.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}

    def write(self, folder: Path, **config: Any) -> Path:  # noqa: ANN401 - what a configuration can say
        """Write it as encoders are given away."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file(self.weights(), folder / "model.safetensors")
        (folder / "config.json").write_text(json.dumps(self.config | config), "utf-8")
        tokenizer().save(str(folder / "tokenizer.json"))
        return folder

    def hidden(self, ids: Sequence[int]) -> NDArray[np.float64]:
        """Compute the vector of each token, as the paper has it."""
        weights = {name: array.astype(np.float64) for name, array in self.weights().items()}
        begin = "embeddings."
        rows = weights[f"{begin}word_embeddings.weight"][list(ids)]
        rows = rows + weights[f"{begin}position_embeddings.weight"][: len(ids)]
        rows = _normalised(
            rows + weights[f"{begin}token_type_embeddings.weight"][0], weights, f"{begin}LayerNorm"
        )
        for layer in range(self.layers):
            rows = self._layer(rows, weights, f"encoder.layer.{layer}")
        return rows

    def _layer(
        self, rows: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]], path: str
    ) -> NDArray[np.float64]:
        query, key, value = (
            _dense(rows, weights, f"{path}.attention.self.{part}") for part in ("query", "key", "value")
        )
        width, seen = self.dimensions // self.heads, np.zeros_like(rows)
        for head in range(self.heads):
            part = slice(head * width, (head + 1) * width)
            fit = np.exp(query[:, part] @ key[:, part].T / np.sqrt(width))
            seen[:, part] = fit / fit.sum(axis=1, keepdims=True) @ value[:, part]
        seen = _dense(seen, weights, f"{path}.attention.output.dense") + rows
        seen = _normalised(seen, weights, f"{path}.attention.output.LayerNorm")
        inner = _dense(seen, weights, f"{path}.intermediate.dense")
        inner = inner * (1 + np.vectorize(erf)(inner / np.sqrt(2))) / 2
        return _normalised(
            _dense(inner, weights, f"{path}.output.dense") + seen, weights, f"{path}.output.LayerNorm"
        )


def tokenizer() -> Tokenizer:
    """Make a tokenizer that knows letters; as many do, it would cut short and pad."""
    pieces = [*SPECIALS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    made = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106 - a piece of a text
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.enable_truncation(16)
    made.enable_padding(length=16)
    return made


def ids_of(text: str) -> list[int]:
    """Give a text's tokens, all of them and no more."""
    made = tokenizer()
    made.no_truncation()
    made.no_padding()
    return list(made.encode(text).ids)


def _dense(
    rows: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]], path: str
) -> NDArray[np.float64]:
    found: NDArray[np.float64] = rows @ weights[f"{path}.weight"].T + weights[f"{path}.bias"]
    return found


def _normalised(
    rows: NDArray[np.float64], weights: Mapping[str, NDArray[np.float64]], path: str
) -> NDArray[np.float64]:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread: NDArray[np.float64] = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    found: NDArray[np.float64] = centred / spread * weights[f"{path}.weight"] + weights[f"{path}.bias"]
    return found
