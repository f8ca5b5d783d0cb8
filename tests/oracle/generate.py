"""Writes fixtures.jsonl, one case a line: {"name": .., "state": <state document>, "trace": <trace>}.

The trace is computed in float64 from inputs that are f32 to the last bit, and written rounded to f32 as the shortest
decimals: what is compared with it is f32, and the rounding (6e-8 relative) is far below the tolerance (1e-5).
"""

import json
import math
import pathlib

import numpy as np
from cases import all_cases
from reference import trace

DEFAULTS = {"heads": 1, "scale": True, "temperature": 1.0, "mask": "none", "position": {"kind": "none"},
            "block": None, "seed": 0}


def number(value):
    """The shortest decimal that reads back to the same f32; a masked logit is null."""
    if value == -math.inf:
        return "null"
    assert math.isfinite(value) and abs(value) <= np.finfo(np.float32).max, f"{value} leaves f32"
    single = np.float32(value)
    return min(str(single).removesuffix(".0"), np.format_float_scientific(single, trim="-", exp_digits=1), key=len)


def text(value):
    """JSON; every float as f32."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    if isinstance(value, float):
        return number(value)
    if hasattr(value, "tolist"):
        return text(value.tolist())
    return json.dumps(value, ensure_ascii=False)


def main():
    """Computes and writes every case."""
    path = pathlib.Path(__file__).with_name("fixtures.jsonl")
    lines = []
    for name, state in all_cases():
        full = DEFAULTS | {"order": list(range(len(state["tokens"])))} | state
        lines.append(text({"name": name, "state": state, "trace": trace(full)}) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
