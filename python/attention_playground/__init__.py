"""The attention playground in a Jupyter notebook: a state made of NumPy arrays, and the trace read back.

    import attention_playground as ap
    ap.frame("https://your.host/playground/", tokens=["it", "robot"], q=Q, k=K, v=V)        # a plain IFrame
    lab = ap.widget("https://your.host/playground/", tokens=["it", "robot"], q=Q, k=K, v=V) # needs anywidget
    ap.arrays(lab.trace)["weights"]                                                         # heads x tokens x tokens
"""

import json
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np

# Of the trace: what is an array of numbers, by head or whole.
ARRAYS = ("q", "k", "v", "scores", "logits", "weights", "heads", "output")
INPUTS = {"vectors": ("q", "k", "v"), "embeddings": ("x", "wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo")}


def document(*, tokens=None, version=1, **fields):
    """A state document. Arrays called q, k, v (n x d each) or x, wq, wk, wv and, where wanted, wo, bq, bk, bv, bo are its
    input; every other field (heads, mask, position, ...) is called as in the document itself.

    Raises ValueError, with the name of the array, for one that is no matrix of finite numbers (a bias: no row of them).
    """
    kind = "embeddings" if "x" in fields else "vectors"
    entry = {"kind": kind}
    for name in INPUTS[kind]:
        if fields.get(name) is not None:
            entry[name] = _checked(name, fields.pop(name))
    rows = len(entry.get("q", entry.get("x", [])))
    return {"version": version, "tokens": list(tokens or (str(i) for i in range(rows))), "input": entry, **fields}


def _checked(name, value):
    array, dimensions = np.asarray(value, dtype=np.float64), 1 if name.startswith("b") else 2
    if array.ndim != dimensions or not np.isfinite(array).all():
        raise ValueError(f"{name}: expected {dimensions} dimensions of finite numbers, got shape {array.shape}")
    return array.tolist()


def address(playground, *, options=None, **fields):
    """The address that opens a state; `options` are parameters of the query, such as {"lab": "order", "hide": "lesson"}."""
    query = urlencode({"embed": 1, **(options or {})}, safe=",")
    return f"{playground}?{query}#json={quote(json.dumps(document(**fields), default=_plain), safe='')}"


def frame(playground, *, width="100%", height=1000, **fields):
    """The playground as a plain IFrame. Nothing comes back from it; see `widget`."""
    from IPython.display import IFrame

    return IFrame(address(playground, **fields), width=width, height=height)


def widget(playground, *, options=None, **fields):
    """The playground as a widget whose `state` and `trace` follow what is done in it. Needs the package anywidget."""
    import anywidget
    import traitlets

    class Playground(anywidget.AnyWidget):
        _esm = (Path(__file__).parent / "widget.mjs").read_text()
        playground = traitlets.Unicode().tag(sync=True)
        options = traitlets.Dict().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        trace = traitlets.Dict().tag(sync=True)

    state = json.loads(json.dumps(document(**fields), default=_plain))
    return Playground(playground=playground, options=options or {}, state=state)


def arrays(trace):
    """The trace's numbers as NumPy arrays, by name; a masked logit, null in the trace, is minus infinity."""
    read = lambda value: np.array(value, dtype=object)
    return {name: np.where(read(trace[name]) == None, -np.inf, read(trace[name])).astype(np.float32) for name in ARRAYS}  # noqa: E711


def _plain(value):
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else list(value)
