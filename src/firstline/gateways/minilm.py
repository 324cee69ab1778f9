"""From the weights of a BERT-like sentence encoder to a graph that runs without torch: MiniLM, bge, e5, gte.

The weights (safetensors) and `config.json` say how many layers, heads and dimensions there are; the graph is
written node by node with `onnx.helper` and checked, then its weights are made int8. It takes `input_ids` and
gives `last_hidden_state`, a vector for each token; pooling is the encoder's affair.

What always holds: weights that do not fit the configuration, or that nothing here can run, are refused with a
sentence; nothing of what was fetched is ever executed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from onnx.shape_inference import InferenceError
from onnxruntime.quantization import (  # type: ignore[import-untyped]  # the package ships no types
    QuantType,
    quantize_dynamic,
)
from safetensors import SafetensorError
from safetensors.numpy import load_file

from firstline.core.errors import Refused

INPUT: Final = "input_ids"
OUTPUT: Final = "last_hidden_state"
OPSET: Final = 17
"""The first with LayerNormalization; read by onnxruntime since 1.12."""
IR_VERSION: Final = 8
PREPROCESSED: Final = {"onnx.quant.pre_process": "onnxruntime.quant"}
"""Tells the quantiser that there is nothing to tidy up before; else it writes to the root logger."""
KNOWN: Final = {
    "model_type": ("bert",),
    "hidden_act": ("gelu",),
    "position_embedding_type": ("absolute", None),
}
"""What of a configuration the graph can do."""
PREFIX: Final = "bert."
MOST_LAYERS: Final = 48

Array = NDArray[np.float32]


class NotBert(Refused):
    """These weights make no encoder that the desk can run."""

    code = "not_bert"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the encoder is."""

    layers: int
    heads: int
    dimensions: int
    positions: int
    epsilon: float


def make_int8(folder: Path, to: Path, *, exact: Path) -> Sizes:
    """Make a graph in int8 of `model.safetensors` and `config.json`, and the exact one to compare it with.

    Raises:
        NotBert: when they make no encoder that the desk can run.
    """
    weights = read_weights(folder / "model.safetensors")
    sizes = read_sizes(folder / "config.json", weights)
    exact.write_bytes(build(weights, sizes).SerializeToString())
    # A scale a column: the cosine to the float graph is .99, not .97.
    # Seven bits: products of eight would overflow on processors without VNNI.
    quantize_dynamic(exact, to, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    return sizes


def read_weights(path: Path) -> Mapping[str, Array]:
    """Read the weights; those that are not float are left out."""
    try:
        found = load_file(path)
    except (SafetensorError, KeyError, TypeError) as error:
        message = "model.safetensors cannot be read: it is broken, or holds numbers of an unknown kind."
        raise NotBert(message) from error
    return {
        name.removeprefix(PREFIX): array.astype(np.float32)
        for name, array in found.items()
        if array.dtype.kind == "f"
    }


def read_sizes(path: Path, weights: Mapping[str, Array]) -> Sizes:
    """Tell how large the encoder is: by its weights, and by its configuration what they do not tell."""
    config = _read_config(path)
    words = _table(weights, "embeddings.word_embeddings.weight")
    positions = _table(weights, "embeddings.position_embeddings.weight")
    heads, epsilon = config.get("num_attention_heads"), config.get("layer_norm_eps", 1e-12)
    if not isinstance(heads, int) or heads < 1 or words.shape[1] % heads:
        message = f"config.json: num_attention_heads must divide the {words.shape[1]} dimensions."
        raise NotBert(message)
    if not isinstance(epsilon, float) or not 0 < epsilon < 1:
        message = "config.json: layer_norm_eps must be a small number."
        raise NotBert(message)
    return Sizes(_layers(weights), heads, words.shape[1], positions.shape[0], epsilon)


def build(weights: Mapping[str, Array], sizes: Sizes) -> ModelProto:
    """Write the graph, and have it checked.

    Raises:
        NotBert: when a weight is missing or has another shape than the others ask for.
    """
    draft = _Draft(weights, sizes)
    hidden = draft.embeddings()
    for layer in range(sizes.layers):
        hidden = draft.layer(f"encoder.layer.{layer}", hidden)
    draft.add("Identity", [hidden], OUTPUT)
    model = draft.model()
    try:
        checker.check_model(model, full_check=True)
    except (checker.ValidationError, InferenceError) as error:
        message = "model.safetensors has weights whose sizes do not fit each other."
        raise NotBert(message) from error
    return model


@dataclass(slots=True)
class _Draft:
    """A graph that grows; a method adds what its name says and gives the name of the result."""

    weights: Mapping[str, Array]
    sizes: Sizes
    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, TensorProto] = field(default_factory=dict)

    def add(self, kind: str, inputs: list[str], name: str, **how: Any) -> str:  # noqa: ANN401 - as ONNX has it
        """Add a node with one result."""
        self.nodes.append(helper.make_node(kind, inputs, [name], **how))
        return name

    def embeddings(self) -> str:
        """Look up each token, add where it stands and that it is of the first text, normalise."""
        size, width = self.sizes, (self.sizes.dimensions,)
        words = _table(self.weights, "embeddings.word_embeddings.weight")
        kinds = _table(self.weights, "embeddings.token_type_embeddings.weight")
        kinds = self._weight("embeddings.token_type_embeddings.weight", (kinds.shape[0], *width))
        places = self._weight("embeddings.position_embeddings.weight", (size.positions, *width)) + kinds[0]
        token = self.add("Gather", [self._constant("words", words), INPUT], "token")
        place = self.add("Slice", [self._constant("places", places), *self._until_length()], "place")
        return self._normalised("embeddings.LayerNorm", self.add("Add", [token, place], "placed"), "embedded")

    def layer(self, path: str, hidden: str) -> str:
        """Add a layer: every token looks at the others, then thinks by itself."""
        seen = self._dense(f"{path}.attention.output.dense", self._attention(path, hidden))
        seen = self.add("Add", [seen, hidden], f"{path}.seen")
        seen = self._normalised(f"{path}.attention.output.LayerNorm", seen, f"{path}.attended")
        thought = self._gelu(self._dense(f"{path}.intermediate.dense", seen))
        thought = self.add("Add", [self._dense(f"{path}.output.dense", thought), seen], f"{path}.thought")
        return self._normalised(f"{path}.output.LayerNorm", thought, f"{path}.out")

    def model(self) -> ModelProto:
        """Put the graph together."""
        ids = helper.make_tensor_value_info(INPUT, TensorProto.INT64, ["texts", "tokens"])
        shape: list[str | int | None] = ["texts", "tokens", self.sizes.dimensions]
        out = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, "encoder", [ids], [out], list(self.constants.values()))
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
        helper.set_model_props(model, PREPROCESSED)
        return model

    def _until_length(self) -> list[str]:
        """Say from where to where and along which axis: as many rows as the text has tokens."""
        shape = self.add("Shape", [INPUT], "shape")
        length = self.add("Gather", [shape, self._constant("one", np.array([1]))], "length")
        zero = self._constant("zero", np.array([0]))
        return [zero, length, zero]

    def _attention(self, path: str, hidden: str) -> str:
        """Let every token take from the others what concerns it, with several heads."""
        size = self.sizes
        query = self._heads(f"{path}.attention.self.query", hidden, [0, 2, 1, 3])
        key = self._heads(f"{path}.attention.self.key", hidden, [0, 2, 3, 1])
        value = self._heads(f"{path}.attention.self.value", hidden, [0, 2, 1, 3])
        scale = self._constant("scale", np.array((size.dimensions // size.heads) ** -0.5, np.float32))
        fit = self.add("Mul", [self.add("MatMul", [query, key], f"{path}.fit"), scale], f"{path}.scaled")
        share = self.add("Softmax", [fit], f"{path}.share", axis=-1)
        taken = self.add("MatMul", [share, value], f"{path}.taken")
        taken = self.add("Transpose", [taken], f"{path}.turned", perm=[0, 2, 1, 3])
        whole = self._constant("whole", np.array([0, 0, size.dimensions]))
        return self.add("Reshape", [taken, whole], f"{path}.joined")

    def _heads(self, path: str, hidden: str, turn: list[int]) -> str:
        size = self.sizes
        parts = self._constant("heads", np.array([0, 0, size.heads, size.dimensions // size.heads]))
        split = self.add("Reshape", [self._dense(path, hidden), parts], f"{path}.split")
        return self.add("Transpose", [split], f"{path}.turned", perm=turn)

    def _dense(self, path: str, hidden: str) -> str:
        """Multiply by a matrix and add a bias."""
        matrix = _table(self.weights, f"{path}.weight")
        bias = self._weight(f"{path}.bias", matrix.shape[:1])
        times = self.add("MatMul", [hidden, self._constant(f"{path}.matrix", matrix.T)], f"{path}.times")
        return self.add("Add", [times, self._constant(f"{path}.bias", bias)], f"{path}.plus")

    def _gelu(self, hidden: str) -> str:
        """Write x/2 (1 + erf(x/√2)) as onnxruntime knows it again, to run it in one step."""
        root, one, half = (
            self._constant(name, np.array(value, np.float32))
            for name, value in (("root", 2**0.5), ("unit", 1), ("half", 0.5))
        )
        error = self.add("Erf", [self.add("Div", [hidden, root], f"{hidden}.part")], f"{hidden}.erf")
        both = self.add("Mul", [hidden, self.add("Add", [error, one], f"{hidden}.more")], f"{hidden}.both")
        return self.add("Mul", [both, half], f"{hidden}.gelu")

    def _normalised(self, path: str, hidden: str, name: str) -> str:
        width = (self.sizes.dimensions,)
        scale, bias = (
            self._constant(f"{path}.{part}", self._weight(f"{path}.{part}", width))
            for part in ("weight", "bias")
        )
        how = {"axis": -1, "epsilon": self.sizes.epsilon}
        return self.add("LayerNormalization", [hidden, scale, bias], name, **how)

    def _weight(self, name: str, shape: tuple[int, ...]) -> Array:
        found = self.weights.get(name)
        if found is None or found.shape != shape:
            message = f"model.safetensors has no {name} of {' x '.join(map(str, shape))} numbers."
            raise NotBert(message)
        return found

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name


def _read_config(path: Path) -> Mapping[str, object]:
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = "config.json cannot be read: it must be the encoder's configuration, in JSON."
        raise NotBert(message) from error
    if not isinstance(config, dict):
        message = "config.json must be an object."
        raise NotBert(message)
    for name, values in KNOWN.items():
        if config.get(name) not in values:
            message = f"config.json: {name} is {config.get(name)!r}, and the desk can run {values[0]!r} only."
            raise NotBert(message)
    return config


def _table(weights: Mapping[str, Array], name: str) -> Array:
    found = weights.get(name)
    if found is None or found.ndim != 2 or not found.size:  # noqa: PLR2004 - rows and columns
        message = f"model.safetensors has no {name}, so this is no encoder of the BERT kind."
        raise NotBert(message)
    return found


def _layers(weights: Mapping[str, Array]) -> int:
    """Count the layers, which are numbered from 0."""
    layers = 0
    while f"encoder.layer.{layers}.output.dense.weight" in weights and layers <= MOST_LAYERS:
        layers += 1
    if not 0 < layers <= MOST_LAYERS:
        message = f"model.safetensors must have from 1 to {MOST_LAYERS} layers."
        raise NotBert(message)
    return layers
