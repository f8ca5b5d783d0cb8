"""Runs every program of programs.jsonl and compares what it computes with JAX's numbers in fixtures.jsonl;
writes queries.npy, an array as NumPy itself saves it.

    pip install numpy torch
    UPDATE_PROGRAMS=1 cargo test --no-default-features --test export programs
    python tests/oracle/programs.py
"""

import contextlib
import io
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent


def lines(name):
    return [json.loads(line) for line in (HERE / name).read_text().splitlines()]


def main():
    traces = {case["name"]: case["trace"] for case in lines("fixtures.jsonl")}
    worst = 0.0
    for case in lines("programs.jsonl"):
        trace = traces[case["name"]]
        for library in ("numpy", "pytorch"):
            scope = {}
            with contextlib.redirect_stdout(io.StringIO()):
                exec(case[library], scope)
            for name in ("weights", "output"):
                expected = np.array(trace[name], dtype=np.float64)
                found = np.asarray(scope[name], dtype=np.float64)
                assert found.shape == expected.shape, (case["name"], library, name, found.shape, expected.shape)
                error = np.max(np.abs(found - expected) / (np.max(np.abs(expected)) + 1e-30))
                worst = max(worst, error)
                assert error < 1e-5, (case["name"], library, name, error)
    state = lines("fixtures.jsonl")[31]["state"]
    queries = np.array(state["input"]["q"], dtype=np.float32)
    np.save(HERE / "queries.npy", np.stack(np.split(queries, state["heads"], axis=1)))
    print(f"all programs agree; largest difference, as a share of the largest number: {worst:.1e}")


if __name__ == "__main__":
    main()
