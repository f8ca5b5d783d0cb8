"""The reference: attention in JAX, float64, from a state document (protocol, sections 1, 2 and 4).

Where JAX has the function, JAX's function is used: `jax.nn.softmax`, `jnp.einsum`, and, as a cross-check of every
case, `jax.nn.dot_product_attention`, which takes another road to the same heads and weights. The position encodings
are not part of JAX; they are written with complex exponentials (a sine and a cosine are the parts of e^(i angle), a
rotation is a product with it), which shares no line and no shape with the playground's own code.
"""

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp  # noqa: E402  (the switch above has to come first)
import numpy as np  # noqa: E402

EPS32 = 2.0**-24  # half a unit in the last place of f32: the relative error of one rounding


def exact(values):
    """The f32 that a document holds, widened to float64 without loss; what JAX differentiates by is float64 already."""
    if isinstance(values, jax.Array):
        return values
    return jnp.asarray(np.asarray(values, dtype=np.float32).astype(np.float64))


def turns(n, pairs, width, base):
    """e^(i pos / base^(2 c / width)) for every position and pair c: `n x pairs`."""
    frequency = base ** (-2.0 * jnp.arange(pairs) / width)
    return jnp.exp(1j * jnp.arange(n)[:, None] * frequency[None, :])


def sinusoidal(n, width, base):
    """Sine in the even columns, cosine in the odd ones; an odd last column has the sine alone."""
    turn = turns(n, (width + 1) // 2, width, base)
    return jnp.stack([turn.imag, turn.real], axis=-1).reshape(n, -1)[:, :width]


def added(rows, position):
    """`rows` plus what the encoding adds to them."""
    if position["kind"] == "sinusoidal":
        return rows + sinusoidal(*rows.shape, exact(position.get("base", 10000.0)))
    if position["kind"] == "learned":
        return rows + exact(position["table"])
    return rows


def rope(rows, base):
    """Turns neighbouring pairs of `rows` (`n x h x d`) by their position."""
    n, heads, width = rows.shape
    pairs = rows.reshape(n, heads, width // 2, 2)
    turned = (pairs[..., 0] + 1j * pairs[..., 1]) * turns(n, width // 2, width, base)[:, None, :]
    return jnp.stack([turned.real, turned.imag], axis=-1).reshape(rows.shape)


def projected(source, position):
    """Q, K and V with all heads side by side, before RoPE."""
    if source["kind"] == "vectors":
        return [added(exact(source[name]), position) for name in "qkv"]
    x = added(exact(source["x"]), position)
    bias = [source.get("b" + name) for name in "qkv"]
    return [
        x @ exact(source["w" + name]) + (0.0 if b is None else exact(b))
        for name, b in zip("qkv", bias, strict=True)
    ]


def allowed(mask, n):
    """Who may attend to whom, `n x n` booleans."""
    if mask == "none":
        return jnp.ones((n, n), dtype=bool)
    if mask == "causal":
        return jnp.tril(jnp.ones((n, n), dtype=bool))
    return jnp.asarray(mask, dtype=bool)


def alibi_slopes(position, heads):
    """The slopes of a document, or the protocol's."""
    return position.get("slopes", [2.0 ** (-8.0 * (i + 1) / heads) for i in range(heads)])


def alibi_bias(position, heads, n):
    """`h x n x n` biases, or None where the encoding has none."""
    if position["kind"] != "alibi":
        return None
    slopes = exact(alibi_slopes(position, heads))
    slots = jnp.arange(n)
    return -slopes[:, None, None] * jnp.abs(slots[:, None] - slots[None, :])


def forward(state, source, check=True):
    """Every number of one run of `source` through `state`; arrays by head first."""
    h, position, n = state["heads"], state["position"], len(state["tokens"])
    q, k, v = [rows.reshape(n, h, -1) for rows in projected(source, position)]
    if position["kind"] == "rope":
        base = exact(position.get("base", 10000.0))
        q, k = rope(q, base), rope(k, base)
    divisor = (jnp.sqrt(1.0 * q.shape[-1]) if state["scale"] else 1.0) * exact(state["temperature"])
    bias, may = alibi_bias(position, h, n), allowed(state["mask"], n)
    scores = jnp.einsum("ihd,jhd->hij", q, k)
    logits = scores / divisor + (0.0 if bias is None else bias)
    logits = jnp.where(may, logits, -jnp.inf)
    # A row that may attend to nothing is all 0 by the protocol; the softmax of nothing is not defined.
    weights = jnp.where(may.any(axis=-1)[:, None], jax.nn.softmax(logits, axis=-1), 0.0)
    heads = jnp.einsum("hij,jhd->hid", weights, v)
    if check:
        cross_check(state, q, k, v, divisor, bias, may, logits, weights, heads)
    output = jnp.swapaxes(heads, 0, 1).reshape(n, -1)
    if source.get("wo") is not None:
        output = output @ exact(source["wo"])
        output = output if source.get("bo") is None else output + exact(source["bo"])
    q, k, v = [jnp.swapaxes(rows, 0, 1) for rows in (q, k, v)]
    return {"q": q, "k": k, "v": v, "scores": scores, "logits": logits, "weights": weights, "heads": heads,
            "output": output}


def cross_check(state, q, k, v, divisor, bias, may, logits, weights, heads):
    """Holds the explicit path against `jax.nn.dot_product_attention`, which gives heads from V and weights from I.

    It wants keys and values of one width (padding with zeros changes neither product) and rounds the logits to
    float32 before its softmax, whatever the dtype: an error of EPS32 |logit| in each, so a factor of at most
    e^(2 EPS32 max|logit|) in a weight, beside some roundings of the float32 softmax itself (n + 32 of them).
    """
    n, h, width = q.shape[0], q.shape[1], max(q.shape[-1], v.shape[-1], q.shape[0])
    pad = lambda rows: jnp.pad(rows, ((0, 0), (0, 0), (0, width - rows.shape[-1])))  # noqa: E731
    mask = {"mask": may[None, None]} if not isinstance(state["mask"], str) else {}
    identity = jnp.broadcast_to(jnp.eye(n)[:, None, :], (n, h, n))
    theirs = [
        jax.nn.dot_product_attention(
            pad(q), pad(k), pad(value), bias=None if bias is None else bias[None], scale=1.0 / divisor,
            is_causal=state["mask"] == "causal", **mask,
        ).swapaxes(0, 1)[..., : value.shape[-1]]
        for value in (v, identity)
    ]
    finite = jnp.where(may, jnp.abs(logits), 0.0).max()
    bound = float(jnp.expm1(2.0 * EPS32 * finite)) + (n + 32) * EPS32
    some = np.asarray(may.any(axis=-1))  # JAX spreads a fully masked row evenly, the protocol has it 0
    for ours, other, size in ((heads, theirs[0], jnp.abs(v).max()), (weights, theirs[1], 1.0)):
        gap = float(jnp.abs(ours - other)[:, some].max()) if some.any() else 0.0
        assert gap <= bound * float(size), f"JAX disagrees with itself: {gap} > {bound} * {size}"


def shuffled(source, order):
    """P X: row i of the result is row order[i]. Projections and biases are no rows of tokens."""
    rows = "qkv" if source["kind"] == "vectors" else "x"
    order = jnp.asarray(order)
    return {key: exact(value)[order] if key in rows else value for key, value in source.items()}


def trace(state):
    """The trace of a state document, in float64."""
    order = state["order"]
    run = forward(state, state["input"])
    moved = forward(state, shuffled(state["input"], order))["output"]
    expected = run["output"][jnp.asarray(order)]
    permutation = {"order": order, "shuffled_output": moved, "expected_output": expected,
                   "gap": jnp.abs(moved - expected).max()}
    return {**run, "overflow": False, "block": None, "permutation": permutation}
