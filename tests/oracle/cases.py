"""The state documents of the oracle: every kind of input, mask and encoding, and the edges. Seeded, no clock."""

import itertools
import zlib

import numpy as np

LABS = ["attention", "scaling", "order", "learning", "heads", "block", "memory", "cost", "explanation", "own"]
POSITIONS = ["none", "sinusoidal", "learned", "rope", "alibi"]
MASKS = ["none", "causal", "custom"]
TEMPERATURES = [1.0, 0.1, 0.5, 2.0, 10.0, 0.7, 3.3]
BASES = [10000.0, 100.0, 2.5, 500000.0, 0.5]
WORDS = ["it", "robot", "street", "the", "crossed", "\u00e9t\u00e9", "\u8a5e", "\u03b1\u03b2", "no", "sign", "\"quoted\"", "a b"]
# (n, heads, d_k, d_v, d_model), walked through by the grid; every head width is even, so that RoPE fits. The large
# ones stand first: there are more kinds than sizes, so every size comes, and most kinds come with small ones too.
SIZES = [(5, 2, 4, 6, 3), (8, 4, 16, 8, 12), (1, 1, 2, 3, 1), (3, 3, 6, 9, 5), (2, 2, 8, 2, 7), (16, 1, 64, 32, 16),
         (5, 1, 4, 1, 4), (8, 8, 16, 24, 9), (3, 1, 2, 2, 2), (2, 16, 32, 16, 11), (8, 2, 64, 64, 64), (5, 4, 8, 4, 1),
         (16, 2, 12, 10, 33)]


class Draw:
    """Numbers of one case, drawn from a generator seeded with the case's name."""

    def __init__(self, name, size=1.0, digits=3):
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.size, self.digits = size, digits

    def matrix(self, rows, columns, size=None):
        """Normal numbers as f32, rounded to a few digits (for short files) or, with `digits` None, in full."""
        numbers = self.rng.standard_normal((rows, columns))
        if self.digits is not None:
            numbers = np.round(numbers, self.digits)
        return (numbers.astype(np.float32) * np.float32(self.size if size is None else size)).tolist()

    def row(self, columns):
        return self.matrix(1, columns)[0]

    def order(self, kind, n):
        return {"identity": list(range(n)), "reversed": list(range(n))[::-1]}.get(
            kind, self.rng.permutation(n).tolist())

    def mask(self, kind, n):
        """A custom mask is about two thirds true, and its middle row attends to nothing."""
        if kind != "custom":
            return kind
        rows = self.rng.random((n, n)) < 0.67
        rows[n // 2] = False
        return rows.tolist()


def vectors(draw, n, d_k, d_v):
    return {"kind": "vectors", "q": draw.matrix(n, d_k), "k": draw.matrix(n, d_k), "v": draw.matrix(n, d_v)}


def embeddings(draw, n, d_k, d_v, d_model, wo, biases):
    """Projections of variance 1 / d_model, so that Q and K stay of the size of X."""
    weight = lambda rows, columns: draw.matrix(rows, columns, np.round(rows**-0.5, 3))  # noqa: E731
    source = {"kind": "embeddings", "x": draw.matrix(n, d_model), "wq": weight(d_model, d_k),
              "wk": weight(d_model, d_k), "wv": weight(d_model, d_v), "wo": weight(d_v, d_model) if wo else None}
    given = {"bq": d_k, "bk": d_k, "bv": d_v, **({"bo": d_model} if wo else {})}
    return source | {name: draw.row(width) if name in biases else None for name, width in given.items()}


def position(draw, kind, n, width, heads, base=None, slopes=False):
    """An encoding; base and slopes that are left out take the protocol's defaults."""
    if kind == "learned":
        return {"kind": kind, "table": draw.matrix(n, width)}
    if kind in ("sinusoidal", "rope") and base is not None:
        return {"kind": kind, "base": base}
    if kind == "alibi" and slopes:
        return {"kind": kind, "slopes": [float(s) for s in np.round(draw.rng.uniform(-0.5, 1.5, heads), 3)]}
    return {"kind": kind}


def case(name, n, heads, d_k, d_v, d_model=None, *, pos="none", mask="none", order="random", temperature=1.0,
         scale=True, wo=False, biases=(), size=1.0, digits=3, base=None, slopes=False, lab="attention"):
    """One named state document; `d_model` makes the input `embeddings`."""
    draw = Draw(name, size, digits)
    if d_model is None:
        source, width = vectors(draw, n, d_k, d_v), d_k
    else:
        source, width = embeddings(draw, n, d_k, d_v, d_model, wo, biases), d_model
    tokens = [WORDS[i % len(WORDS)] + (str(i // len(WORDS)) if i >= len(WORDS) else "") for i in range(n)]
    return name, {
        "version": 1, "lab": lab, "tokens": tokens, "input": source, "heads": heads, "scale": scale,
        "temperature": float(np.float32(temperature)), "mask": draw.mask(mask, n),
        "position": position(draw, pos, n, width, heads, base, slopes), "order": draw.order(order, n),
        "block": None, "seed": int(draw.rng.integers(2**53)),
    }


def grid():
    """Every input kind x encoding x mask, twice, walking through sizes, temperatures and the rest meanwhile."""
    combinations = itertools.product(range(2), ["vectors", "embeddings"], POSITIONS, MASKS)
    for i, (turn, kind, pos, mask) in enumerate(combinations):
        n, heads, d_k, d_v, d_model = SIZES[i % len(SIZES)]
        if kind == "vectors" and pos == "learned":
            d_v = d_k  # the protocol's condition: one table serves Q, K and V
        biases = [(), ("bq", "bk", "bv", "bo"), ("bv",), ("bq", "bo"), ("bk",)][(i // 2) % 5]
        yield case(
            f"{kind} {pos} {mask} {turn + 1}", n, heads, d_k, d_v, d_model if kind == "embeddings" else None,
            pos=pos, mask=mask, order=["random", "reversed", "identity"][(i // 3) % 3 if turn else 0],
            temperature=TEMPERATURES[i % 7], scale=i % 4 != 3, wo=(i + turn) % 2 == 0, biases=biases,
            digits=None if i % 6 == 5 else 3, base=BASES[i % 5] if turn else None, slopes=turn == 1,
            lab=LABS[i % 10])


def edges():
    """Sizes and magnitudes that the grid does not reach."""
    yield case("one number", 1, 1, 1, 1, order="identity")
    yield case("one token that attends to nothing", 1, 1, 1, 2, mask="custom")
    yield case("a width of 128", 3, 2, 128, 4, order="reversed")
    yield case("a width of 128 in sixteen heads, rope", 5, 16, 128, 32, 8, pos="rope", biases=("bq", "bk"))
    yield case("sixteen heads of one column", 3, 16, 16, 16, pos="alibi")
    yield case("d_v above d_k", 5, 1, 1, 63, temperature=0.1)
    yield case("d_k above d_v", 5, 1, 63, 1, scale=False)
    for width in (1, 3, 7):
        yield case(f"sinusoidal on {width} columns", 5, 1, width, width, pos="sinusoidal")
    yield case("sinusoidal on 5 columns of X", 8, 2, 4, 6, 5, pos="sinusoidal", base=37.5, wo=True)
    yield case("sinusoidal where d_v is odd and d_k is not", 5, 1, 4, 5, pos="sinusoidal", base=50.0)
    yield case("sinusoidal, width 33, 33 tokens", 33, 1, 33, 3, pos="sinusoidal", order="reversed")
    yield case("rope, 33 tokens", 33, 1, 8, 4, 5, pos="rope", mask="causal", wo=True, biases=("bo",))
    yield case("rope, small base", 16, 1, 2, 2, pos="rope", base=0.25)
    yield case("alibi, 33 tokens, causal", 33, 2, 8, 4, pos="alibi", mask="causal", slopes=True)
    yield case("alibi does not notice a reversal", 8, 2, 4, 4, pos="alibi", order="reversed")
    yield case("alibi, default slopes of three heads", 5, 3, 3, 3, pos="alibi")
    yield case("learned, 33 tokens, custom mask", 33, 1, 4, 4, 6, pos="learned", mask="custom")
    yield case("64 tokens, width 64", 64, 1, 64, 16)
    yield case("64 tokens, causal rope", 64, 1, 16, 5, 10, pos="rope", mask="causal", wo=True, order="reversed")
    yield case("64 tokens, sinusoidal, custom mask", 64, 1, 4, 3, pos="sinusoidal", mask="custom")
    for scale in (True, False):  # q . k of the order of 1e4 and beyond: the softmax is one-hot or nearly so
        yield case(f"large inputs, scale {scale}", 8, 1, 16, 8, size=50.0, scale=scale)
        yield case(f"large inputs with rope, scale {scale}", 8, 2, 32, 8, size=50.0, scale=scale, pos="rope")
    yield case("large inputs, causal, cold", 5, 1, 8, 3, size=64.0, temperature=0.1, mask="causal", order="reversed")
    yield case("large embeddings", 8, 2, 16, 16, 12, size=40.0, wo=True, biases=("bv", "bo"), pos="alibi")
    yield case("huge inputs that stay in f32", 3, 1, 4, 4, size=1e15, scale=False, temperature=1e30)
    yield case("tiny inputs", 5, 1, 8, 4, size=1e-10, digits=None)
    yield case("tiny inputs, embeddings", 5, 1, 8, 4, 6, size=1e-10, digits=None, wo=True)
    yield case("scores below the normal f32", 3, 1, 4, 4, size=1e-20, digits=None)
    yield case("tiny inputs, sharpened by temperature", 5, 1, 8, 4, size=1e-4, temperature=1e-8, digits=None)


def ties():
    """Numbers drawn by hand: equal logits, the worked example, a row of zeros."""
    name, state = case("all keys alike", 5, 1, 3, 2)
    state["input"]["k"] = [state["input"]["k"][0]] * 5
    yield name, state
    name, state = case("zeros", 3, 1, 2, 2)
    state["input"] |= {"q": [[0.0, 0.0]] * 3, "k": [[0.0, 0.0]] * 3}
    yield name, state
    name, state = case("defaults left out", 3, 1, 2, 2)
    for key in ("heads", "scale", "temperature", "mask", "position", "order", "block", "seed"):
        del state[key]
    yield name, state


def all_cases():
    """Every case, in the order of the file."""
    return [*grid(), *edges(), *ties()]
