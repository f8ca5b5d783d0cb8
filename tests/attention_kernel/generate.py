"""Writes fixtures.jsonl and ways.jsonl: attention by JAX in float64 on inputs that are f32 to the last bit, rounded to f32.

python3 generate.py, with the packages of ../oracle/requirements.txt.
"""

import json
import pathlib

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
SIZES = [(1, 1, 1, 1, False), (3, 2, 5, 1, True), (8, 4, 4, 2, False), (13, 7, 3, 1, True), (17, 5, 9, 1, False), (33, 8, 6, 1, True)]


def flat(array):
    return [float(np.float32(x)) for x in np.asarray(array).ravel()]


def case(index, n, d_k, d_v, heads, causal):
    generator = np.random.default_rng(index)
    q, k = (generator.standard_normal((heads, n, d_k)).astype(np.float32) for _ in range(2))
    v = generator.standard_normal((heads, n, d_v)).astype(np.float32)
    scale = np.float32(1 / np.sqrt(d_k))
    logits = np.einsum("hik,hjk->hij", q.astype(np.float64), k.astype(np.float64)) * np.float64(scale)
    if causal:
        logits = np.where(np.tril(np.ones((n, n), bool)), logits, -np.inf)
    weights = jax.nn.softmax(jax.numpy.asarray(logits), axis=-1)
    output = jax.numpy.einsum("hij,hjv->hiv", weights, v.astype(np.float64))
    return {"n": n, "d_k": d_k, "d_v": d_v, "heads": heads, "causal": causal, "scale": float(scale), "q": flat(q), "k": flat(k),
            "v": flat(v), "weights": flat(weights), "output": flat(output)}


def ways(index, n, d_k, d_v, chunk, reach):
    """Attention in chunks and in a window, by masks; linear attention by its quadratic form, feature map elu + 1."""
    generator = np.random.default_rng(100 + index)
    q, k = (generator.standard_normal((n, d_k)).astype(np.float32) for _ in range(2))
    v = generator.standard_normal((n, d_v)).astype(np.float32)
    wide = [jax.numpy.asarray(x.astype(np.float64)) for x in (q, k, v)]
    scale = np.float32(1 / np.sqrt(d_k))
    logits = wide[0] @ wide[1].T * np.float64(scale)
    i, j = np.indices((n, n))

    def seen(mask):
        return flat(jax.nn.softmax(jax.numpy.where(mask, logits, -np.inf), axis=-1) @ wide[2])

    features = (jax.nn.elu(wide[0]) + 1) @ (jax.nn.elu(wide[1]) + 1).T
    return {"n": n, "d_k": d_k, "d_v": d_v, "chunk": chunk, "reach": reach, "scale": float(scale), "q": flat(q), "k": flat(k), "v": flat(v),
            "chunked": seen(i // chunk == j // chunk), "windowed": seen(abs(i - j) <= reach),
            "linear": flat(features / features.sum(axis=-1, keepdims=True) @ wide[2])}


def write(name, case, sizes):
    lines = [json.dumps(case(index, *size), separators=(",", ":")) for index, size in enumerate(sizes)]
    (pathlib.Path(__file__).parent / name).write_text("\n".join(lines) + "\n")


WAYS = [(1, 1, 1, 1, 1), (7, 3, 2, 3, 1), (16, 4, 4, 8, 2), (23, 6, 5, 10, 7), (40, 8, 9, 16, 60)]
write("fixtures.jsonl", case, SIZES)
write("ways.jsonl", ways, WAYS)
