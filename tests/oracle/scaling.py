"""Writes scaling.json: what tests/scaling.rs holds the lab Scaling to.

laws      moments of q . k by numerical integration (SciPy), and by the covariance matrices of correlated components
cdf       distribution functions of one component at some places (SciPy)
rows      a row of logits: the entropy of its softmax, the largest weight, and the Frobenius norm of its Jacobian, with
          60 digits (mpmath: where one weight is nearly 1, float64 loses the rest); `jax.jacfwd` says in float64 that
          the Jacobian is that
quantiles numpy.percentile of some numbers
"""

import json
import pathlib

import jax
import mpmath
import numpy as np
from scipy import integrate, stats

jax.config.update("jax_enable_x64", True)
mpmath.mp.dps = 60

UNIT = {
    "normal": stats.norm(),
    "uniform": stats.uniform(-np.sqrt(3), 2 * np.sqrt(3)),
    "t5": stats.t(5, scale=np.sqrt(3 / 5)),
    "t3": stats.t(3, scale=np.sqrt(1 / 3)),
}
WIDTHS = [1, 2, 3, 7, 64, 1024]


def moment(law, power):
    """E[x^power] by integration; None where it grows without bound."""
    if law == "t3" and power == 4:
        return None
    low, high = UNIT[law].support()
    return integrate.quad(lambda x: x**power * UNIT[law].pdf(x), low, high, epsabs=1e-12, limit=500)[0]


def independent(law, d):
    """Variance and kurtosis of a sum of d independent products, by the cumulants of one product."""
    second, fourth = moment(law, 2) ** 2, moment(law, 4)
    if fourth is None:
        return d * second, None
    return d * second, 3 + (fourth**2 - 3 * second**2) / (d * second**2)


def equicorrelated(rho, d):
    """Variance tr(Sigma_q Sigma_k), and kurtosis by the moments of a Gaussian quadratic form (q^T k is one in (q, k)).

    A quadratic form x^T A x of x ~ N(0, I) has the cumulants 2^(r-1) (r-1)! tr(A^r).
    """
    root = np.linalg.cholesky((1 - rho) * np.eye(d) + rho * np.ones((d, d)) + 1e-14 * np.eye(d))
    half = root.T @ root / 2
    a = np.block([[np.zeros((d, d)), half], [half.T, np.zeros((d, d))]])
    eigenvalues = np.linalg.eigvalsh(a)
    second, fourth = 2 * (eigenvalues**2).sum(), 48 * (eigenvalues**4).sum()
    return float(second), float(3 + fourth / second**2)


def laws():
    for law in UNIT:
        for d in WIDTHS:
            variance, kurtosis = independent(law, d)
            yield {"law": law, "correlation": 0.0, "d_k": d, "variance": variance, "kurtosis": kurtosis}
    for rho in [0.0, 0.1, 0.5, 1.0]:
        for d in [1, 2, 7, 64, 256]:
            exact = float(np.float32(rho))
            variance, kurtosis = equicorrelated(exact, d)
            yield {"law": "equicorrelated", "correlation": exact, "d_k": d, "variance": variance, "kurtosis": kurtosis}


def cdf():
    for law, distribution in UNIT.items():
        at = [-40.0, -8.0, -3.0, -1.7, -1.0, -0.5, -0.1, 0.0, 0.2, 0.7, 1.3, 2.5, 5.0, 20.0]
        yield {"law": law, "at": at, "cdf": [float(distribution.cdf(x)) for x in at]}


def rows():
    rng = np.random.default_rng(5)
    for keys in [2, 3, 8, 64]:
        for spread in [0.0, 0.1, 1.0, 5.0, 32.0, 60.0]:
            logits = np.float32(rng.normal(0, spread, keys)).astype(np.float64)
            powers = [mpmath.exp(mpmath.mpf(x)) for x in logits]
            weights = [power / mpmath.fsum(powers) for power in powers]
            jacobian = mpmath.diag(weights) - mpmath.matrix(weights) * mpmath.matrix(weights).T
            gradient = mpmath.norm(jacobian)
            assert abs(gradient - float(np.linalg.norm(jax.jacfwd(jax.nn.softmax)(logits)))) < 1e-14
            yield {
                "logits": logits.tolist(),
                "entropy": float(-mpmath.fsum(w * mpmath.log(w) for w in weights)),
                "largest": float(max(weights)),
                "gradient": float(gradient),
            }


def quantiles():
    rng = np.random.default_rng(6)
    for count in [1, 2, 3, 10, 400]:
        numbers = np.float32(rng.normal(0, 1, count)).astype(np.float64)
        yield {"numbers": numbers.tolist(), "band": np.percentile(numbers, [10, 50, 90]).tolist()}


out = {"laws": list(laws()), "cdf": list(cdf()), "rows": list(rows()), "quantiles": list(quantiles())}
path = pathlib.Path(__file__).with_name("scaling.json")
path.write_text(json.dumps(out, separators=(",", ":")).replace("},{", "},\n{") + "\n")
