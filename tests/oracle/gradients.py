"""Writes gradients.jsonl: gradients taken by `jax.grad` in float64.

First one line for each case of the grid of cases.py, {"name": .., "gradients": {matrix: {"rows": .., "kept": ..,
"largest": ..}}}: the gradient of L = sum_ij ((7 i + 3 j) mod 5 + 1) output_ij with respect to every input matrix; of
each the rows that are largest, and others, and the largest number of all.

Then one line for each model, {"model": .., "inputs": [..], "loss": .., "gradients": [..]}: the gradient of the loss of a
whole model (tests/gradient/model.rs says which) with respect to each of its matrices. What JAX and optax have is theirs:
`jax.nn.standardize`, `relu`, `gelu`, `tanh`, and the loss.

Last one line {"adam": ..}: the way of optax's Adam down Rosenbrock's valley.
"""

import itertools
import json
import pathlib
import zlib

import jax
import numpy as np
import optax
from cases import grid
from generate import DEFAULTS, text
from reference import exact, forward, jnp, rope
from tangents import inputs, most, with_input

ROWS = 3  # kept of each gradient
TOKENS, HEADS, WIDTH, D_FF, CLASSES, EPS = 3, 2, 4, 3, 2, 0.5
SEQUENCES, LABELS = [[3, 0, 3], [1, 4, 2]], [1, 0]
ACTIVATIONS = {"relu": jax.nn.relu, "gelu": lambda x: jax.nn.gelu(x, approximate=False), "tanh": jnp.tanh}


def weighed(output):
    """L of a run's output."""
    rows, columns = output.shape
    i, j = jnp.arange(rows)[:, None], jnp.arange(columns)[None, :]
    return (((7 * i + 3 * j) % 5 + 1) * output).sum()


def setup_line(name, state):
    """The gradients of one case."""
    rng = np.random.default_rng(zlib.crc32(("gradient of " + name).encode()))
    line = {}
    for kind, values in inputs(state).items():
        def loss(values, kind=kind):
            moved = with_input(state, kind, values)
            return weighed(forward(moved, moved["input"], check=False)["output"])
        gradient = np.atleast_2d(np.asarray(jax.grad(loss)(values)))
        rows = most(np.abs(gradient).sum(axis=1), ROWS, rng)
        line[kind] = {"rows": rows, "kept": gradient[rows], "largest": float(np.abs(gradient).max())}
    return {"name": name, "gradients": line}


def shapes():
    """The matrices of a model, in order."""
    yield 5, WIDTH  # embeddings
    for _ in range(4):  # Q, K, V and the output
        yield WIDTH, WIDTH
        yield 1, WIDTH
    yield from [(WIDTH, D_FF), (1, D_FF), (D_FF, WIDTH), (1, WIDTH)]
    yield from [(1, WIDTH)] * 4  # gain and shift, twice
    yield from [(WIDTH, CLASSES), (1, CLASSES), (TOKENS, WIDTH), (1, HEADS)]


def model_loss(model, v):
    """The loss of the two sequences."""
    slots = jnp.arange(TOKENS)
    distance = jnp.abs(slots[:, None] - slots[None, :])
    norm = lambda x, gain, shift: gain * jax.nn.standardize(x, epsilon=EPS) + shift  # noqa: E731

    def attend(x):
        q, k, value = [(x @ v[i] + v[i + 1]).reshape(TOKENS, HEADS, -1) for i in (1, 3, 5)]
        if model["encoding"] == "rope":
            q, k = rope(q, 10.0), rope(k, 10.0)
        logits = jnp.einsum("ihd,jhd->hij", q, k) / jnp.sqrt(1.0 * q.shape[-1]) / 0.5
        if model["encoding"] == "alibi":
            logits = logits - v[20][0][:, None, None] * distance
        if model["causal"]:
            logits = jnp.where(slots[:, None] >= slots[None, :], logits, -jnp.inf)
        heads = jnp.einsum("hij,jhd->ihd", jax.nn.softmax(logits, axis=-1), value)
        return heads.reshape(TOKENS, -1) @ v[7] + v[8]

    def feed_forward(x):
        return ACTIVATIONS[model["activation"]](x @ v[9] + v[10]) @ v[11] + v[12]

    def logits(sequence):
        x = v[0][jnp.asarray(sequence)] + (v[19] if model["encoding"] == "learned" else 0.0)
        if model["norm_first"]:
            x = x + attend(norm(x, v[13], v[14]))
            x = x + feed_forward(norm(x, v[15], v[16]))
        else:
            x = norm(x + attend(x), v[13], v[14])
            x = norm(x + feed_forward(x), v[15], v[16])
        return x.mean(axis=0) @ v[17][:, :] + v[18][0]

    all_logits = jnp.stack([logits(sequence) for sequence in SEQUENCES])
    return optax.softmax_cross_entropy_with_integer_labels(all_logits, jnp.asarray(LABELS)).mean()


def model_line(model):
    """The loss of one model and its gradients."""
    rng = np.random.default_rng(zlib.crc32(json.dumps(model, sort_keys=True).encode()))
    matrices = [np.round(rng.standard_normal(shape), 3).astype(np.float32) for shape in shapes()]
    values = [exact(matrix) for matrix in matrices]
    loss, gradients = jax.value_and_grad(lambda v: model_loss(model, v))(values)
    return {"model": model, "inputs": matrices, "loss": float(loss), "gradients": gradients}


def adam_line(steps=60):
    """Where optax's Adam is after each step from (-1.5, 2) on (1 - x)^2 + 10 (y - x^2)^2."""
    valley = lambda at: (1.0 - at[0]) ** 2 + 10.0 * (at[1] - at[0] ** 2) ** 2  # noqa: E731
    optimiser = optax.adam(0.05)
    at = jnp.asarray([-1.5, 2.0])
    state, path = optimiser.init(at), []
    for _ in range(steps):
        updates, state = optimiser.update(jax.grad(valley)(at), state)
        at = optax.apply_updates(at, updates)
        path.append(at)
    return {"adam": {"rate": 0.05, "start": [-1.5, 2.0], "path": path}}


def main():
    """Differentiates everything and writes it."""
    lines = []
    for name, state in grid():
        full = DEFAULTS | {"order": list(range(len(state["tokens"])))} | state
        lines.append(setup_line(name, full))
    kinds = itertools.product(["none", "learned", "rope", "alibi"], ACTIVATIONS, [False, True])
    for i, (encoding, activation, norm_first) in enumerate(kinds):
        model = {"encoding": encoding, "activation": activation, "norm_first": norm_first, "causal": i % 5 == 1}
        lines.append(model_line(model))
    lines.append(adam_line())
    path = pathlib.Path(__file__).with_name("gradients.jsonl")
    path.write_text("".join(text(line) + "\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} lines, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
