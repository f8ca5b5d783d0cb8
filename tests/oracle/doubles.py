"""Writes doubles.jsonl: of each case of fixtures.jsonl a corner of f(X) and of f(P X), and the gap, in all digits of float64.

A line is {"name": .., "output": .., "shuffled": .., "gap": ..}; the corner has at most three rows and four columns.
"""

import json
import pathlib

import numpy as np
from cases import all_cases
from generate import DEFAULTS
from reference import trace

ROWS, COLUMNS = 3, 4


def corner(matrix):
    """The first rows and columns."""
    return np.asarray(matrix)[:ROWS, :COLUMNS].tolist()


def main():
    """Computes and writes every case."""
    path = pathlib.Path(__file__).with_name("doubles.jsonl")
    lines = []
    for name, state in all_cases():
        run = trace(DEFAULTS | {"order": list(range(len(state["tokens"])))} | state)
        moved = run["permutation"]
        line = {"name": name, "output": corner(run["output"]), "shuffled": corner(moved["shuffled_output"]),
                "gap": float(moved["gap"])}
        lines.append(json.dumps(line, separators=(",", ":")) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
