"""Writes tangents.jsonl, one derivative a case of fixtures.jsonl, taken by `jax.jvp` of the reference in float64.

A line is {"name": .., "matrix": .., "row": .., "column": .., "kept": {..}, "largest": {..}, <stage>: ..}: the input
number that moves; which heads and rows of the derivatives are kept (those that move most, and others); the largest
|derivative| of each whole stage; and of each stage what is kept.
"""

import json
import pathlib
import zlib

import jax
import numpy as np
from cases import all_cases
from generate import DEFAULTS, text
from reference import alibi_slopes, exact, forward, jnp, shuffled

KINDS = ["q", "k", "v", "x", "wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo", "table", "slopes"]
STAGES = ["scores", "logits", "weights", "heads"]
HEADS, ROWS = 2, 3  # kept of each stage


def inputs(state):
    """The input matrices of a state, as they stand in it."""
    found = {kind: state["input"].get(kind) for kind in KINDS[:12]}
    found["table"] = state["position"].get("table")
    if state["position"]["kind"] == "alibi":
        found["slopes"] = alibi_slopes(state["position"], state["heads"])
    return {kind: exact(values) for kind, values in found.items() if values is not None}


def with_input(state, kind, values):
    """The state with one of its input matrices exchanged."""
    place = "position" if kind in ("table", "slopes") else "input"
    return state | {place: state[place] | {kind: values}}


def stages(state, kind, values):
    """The stages whose derivatives are kept, as functions of one input matrix."""
    state = with_input(state, kind, values)
    run = forward(state, state["input"], check=False)
    moved = forward(state, shuffled(state["input"], state["order"]), check=False)
    return {name: run[name] for name in [*STAGES, "output"]} | {"shuffled": moved["output"]}


def most(sizes, count, rng):
    """Indices of the largest of `sizes` and of others, `count` in all where there are so many."""
    by_size = list(np.argsort(-sizes, kind="stable"))
    largest = by_size[: (count + 1) // 2]
    others = [int(i) for i in rng.permutation(len(sizes)) if i not in largest]
    return sorted(int(i) for i in [*largest, *others[: count - len(largest)]])


def tangent(name, state, seen):
    """One line; `seen` counts the kinds, and the rarest one that the state has is taken."""
    rng = np.random.default_rng(zlib.crc32(("tangent of " + name).encode()))
    present = inputs(state)
    kind = min(sorted(present), key=lambda kind: (seen[kind], rng.random()))
    seen[kind] += 1
    values = present[kind]
    cell = [int(rng.integers(size)) for size in values.shape]
    unit = jnp.zeros_like(values).at[tuple(cell)].set(1.0)
    _, moved = jax.jvp(lambda values: stages(state, kind, values), (values,), (unit,))
    moved = {stage: np.asarray(d) for stage, d in moved.items()}
    heads = most(np.abs(moved["scores"]).sum(axis=(1, 2)) + np.abs(moved["heads"]).sum(axis=(1, 2)), HEADS, rng)
    by_row = np.abs(moved["logits"]).sum(axis=(0, 2)) + np.abs(moved["heads"]).sum(axis=(0, 2))
    rows = most(by_row, ROWS, rng)
    output_rows = most(np.abs(moved["output"]).sum(axis=1), ROWS, rng)
    shuffled_rows = most(np.abs(moved["shuffled"]).sum(axis=1), ROWS, rng)
    row, column = cell if len(cell) == 2 else (0, cell[0])
    kept = {"heads": heads, "rows": rows, "output": output_rows, "shuffled": shuffled_rows}
    return {"name": name, "matrix": kind, "row": row, "column": column, "kept": kept,
            "largest": {stage: float(np.abs(d).max()) for stage, d in moved.items()},
            **{stage: moved[stage][heads][:, rows] for stage in STAGES},
            "output": moved["output"][output_rows], "shuffled": moved["shuffled"][shuffled_rows]}


def main():
    """Differentiates every case and writes the derivatives."""
    path = pathlib.Path(__file__).with_name("tangents.jsonl")
    seen = dict.fromkeys(KINDS, 0)
    lines = []
    for name, state in all_cases():
        full = DEFAULTS | {"order": list(range(len(state["tokens"])))} | state
        lines.append(text(tangent(name, full, seen)) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} derivatives, {path.stat().st_size} bytes; by matrix: {json.dumps(seen)}")


if __name__ == "__main__":
    main()
