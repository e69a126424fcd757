"""Writes structure.json: what numpy, scipy, scikit-learn and statsmodels say of the structure of a
portfolio of 20 stocks and of its exposures to five style factors, on the bundled prices.

    python structure.py > structure.json
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import silhouette_score
from statsmodels.stats.outliers_influence import variance_inflation_factor

DATA = pathlib.Path(__file__).resolve().parents[4] / "data" / "starter"


def prices(name):
    return pd.read_csv(DATA / name, index_col="date", parse_dates=True, float_precision="round_trip")


stocks, factors = prices("us20_adjclose_1990_2022.csv.gz"), prices("factor_etfs_2014_2022.csv.gz")
days = stocks.index.intersection(factors.index)
R = (stocks.loc[days] / stocks.loc[days].shift(1) - 1).iloc[1:].to_numpy()
F = (factors.loc[days] / factors.loc[days].shift(1) - 1).iloc[1:].to_numpy()
T, n = R.shape

equal = np.full(n, 1 / n)
# Long and short, with cash: 0.15, 0.14, … , -0.04.
mixed = (15 - np.arange(n)) / 100


def complex_step(f, w):
    """The gradient, without the error of differences."""
    out = []
    for i in range(len(w)):
        z = w.astype(complex)
        z[i] += 1e-30j
        out.append(f(z).imag / 1e-30)
    return np.array(out)


def var_cornish_fisher(w, c):
    x = R @ w
    d = x - x.mean()
    m2, m3, m4 = (d**2).mean(), (d**3).mean(), (d**4).mean()
    s, k = m3 / m2**1.5, m4 / m2**2 - 3
    z = stats.norm.ppf(1 - c)
    q = z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36
    return -x.mean() - ((d**2).sum() / (T - 1)) ** 0.5 * q


def normal(w, factor):
    x = R @ w
    return -x.mean() + factor * (((x - x.mean()) ** 2).sum() / (T - 1)) ** 0.5


def cvar_parts(w, c):
    x = R @ w
    order = np.argsort(x, kind="stable")
    tail = (1 - c) * T
    whole = int(np.floor(tail + 1e-9))
    g = np.zeros(T)
    g[order[:whole]] = 1
    g[order[whole]] = tail - whole
    return -(g @ R) / tail * w


def cvar(x, c):
    """Rockafellar and Uryasev's program, at all its corners."""
    tail = (1 - c) * len(x)
    s = np.sort(x)
    sums = np.concatenate([[0], np.cumsum(s)])[:-1]
    return (-s + (s * np.arange(len(x)) - sums) / tail).min()


def var_parts(w, c):
    x = R @ w
    order = np.argsort(x, kind="stable")
    at = (1 - c) * (T - 1)
    low = int(np.floor(at))
    return -((1 - (at - low)) * R[order[low]] + (at - low) * R[order[low + 1]]) * w


def without(f, w):
    total = f(w)
    out = []
    for i in range(n):
        v = w.copy()
        v[i] = 0
        out.append(total - f(v))
    return out


def parts(w, c):
    z = stats.norm.ppf(c)
    vol = lambda v: np.std(R @ v, ddof=1)
    smooth = {
        "volatility": lambda v: normal(v, 1) + (R @ v).mean(),
        "var_normal": lambda v: normal(v, z),
        "cvar_normal": lambda v: normal(v, stats.norm.pdf(z) / (1 - c)),
        "var_cornish_fisher": lambda v: var_cornish_fisher(v, c),
    }
    out = {
        name: {
            "total": float(f(w)),
            "component": list(complex_step(f, w) * w),
            "incremental": without(f, w),
        }
        for name, f in smooth.items()
    }
    assert abs(out["volatility"]["total"] - vol(w)) < 1e-15
    quantile = lambda v: -np.quantile(R @ v, 1 - c)
    out["var_historical"] = {"total": quantile(w), "component": list(var_parts(w, c)), "incremental": without(quantile, w)}
    tail = lambda v: cvar(R @ v, c)
    out["cvar_historical"] = {"total": tail(w), "component": list(cvar_parts(w, c)), "incremental": without(tail, w)}
    return out


def entropy_bets(p):
    p = p[p > 0]
    return float(np.exp(-(p * np.log(p)).sum()))


def principal_bets(S, w):
    values, vectors = np.linalg.eigh(S)
    p = (vectors.T @ w) ** 2 * values / (w @ S @ w)
    return {"effective": entropy_bets(p), "shares": list(p[::-1])}


def root(C):
    values, vectors = np.linalg.eigh(C)
    return (vectors * np.sqrt(values)) @ vectors.T


def torsion_bets(S, w):
    """Meucci's alternation, as his paper gives it."""
    sigma = np.sqrt(np.diag(S))
    c = root(S / np.outer(sigma, sigma))
    d = np.ones(n)
    for _ in range(100_000):
        u = root(np.diag(d) @ c @ c @ np.diag(d))
        q = np.linalg.inv(u) @ (np.diag(d) @ c)
        new = np.diag(q @ c)
        if np.abs(new - d).max() < 1e-15:
            break
        d = new
    pi = np.diag(d) @ q
    t = np.diag(sigma) @ pi @ np.linalg.inv(c) @ np.diag(1 / sigma)
    p = (np.linalg.inv(t.T) @ w) * (t @ S @ w) / (w @ S @ w)
    return {"effective": entropy_bets(p), "shares": list(p)}


def clusters(C):
    D = np.sqrt((1 - C) / 2)
    np.fill_diagonal(D, 0)
    out = {}
    for method in ["single", "complete", "average", "ward"]:
        Z = linkage(squareform(D, checks=False), method)
        scores = {k: silhouette_score(D, fcluster(Z, k, "maxclust"), metric="precomputed") for k in range(2, n)}
        out[method] = {
            "merges": [[int(a), int(b), h] for a, b, h, _ in Z],
            "order": [int(i) for i in leaves_list(Z)],
            "labels_of_4": [int(i) for i in fcluster(Z, 4, "maxclust")],
            "silhouettes": {str(k): float(v) for k, v in scores.items()},
            # Among 2 … max(8, √n).
            "natural": int(max((k for k in scores if k <= 8), key=lambda k: (scores[k], -k))),
        }
    return out


def regression(y, lag):
    X = sm.add_constant(F)
    ols = sm.OLS(y, X).fit()
    hac = ols.get_robustcov_results("HAC", maxlags=lag, use_correction=False, use_t=True)
    covariance = np.cov(np.column_stack([y, F]).T)
    risk = ols.params[1:] * covariance[0, 1:] / covariance[0, 0]
    return {
        "values": list(ols.params),
        "standard_errors": list(ols.bse),
        "t": list(ols.tvalues),
        "p": list(ols.pvalues),
        "hac_standard_errors": list(hac.bse),
        "hac_t": list(hac.tvalues),
        "hac_p": list(hac.pvalues),
        "r_squared": ols.rsquared,
        "adjusted_r_squared": ols.rsquared_adj,
        "residual_volatility": float(np.sqrt(ols.mse_resid)),
        "f": float(ols.fvalue),
        "f_p": float(ols.f_pvalue),
        "risk": list(risk),
        "specific": float(1 - ols.rsquared),
    }


S = np.cov(R.T)
C = np.corrcoef(R.T)
values = np.linalg.eigvalsh(C)[::-1]
lag = int(np.floor(4 * (T / 100) ** (2 / 9)))
reference = {
    "versions": {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "sklearn": sklearn.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "days": T,
    "first": str(days[1].date()),
    "last": str(days[-1].date()),
    "parts": {
        f"{name}_{int(c * 100)}": parts(w, c)
        for name, w in [("equal", equal), ("mixed", mixed)]
        for c in [0.95, 0.99]
    },
    "correlation_first_row": list(C[0]),
    "average_correlation": float(C[np.triu_indices(n, 1)].mean()),
    "eigenvalues": list(values),
    "absorption_ratio": float(values[:4].sum() / values.sum()),
    "clusters": clusters(C),
    "principal_bets": {"equal": principal_bets(S, equal), "mixed": principal_bets(S, mixed)},
    "torsion_bets": {"equal": torsion_bets(S, equal), "mixed": torsion_bets(S, mixed)},
    "diversification_ratio": {
        name: float(np.abs(w) @ R.std(axis=0, ddof=1) / np.std(R @ w, ddof=1))
        for name, w in [("equal", equal), ("mixed", mixed)]
    },
    "lag": lag,
    "variance_inflation": [variance_inflation_factor(sm.add_constant(F), j + 1) for j in range(F.shape[1])],
    "regressions": {
        "equal": regression(R @ equal, lag),
        "AAPL": regression(R[:, list(stocks.columns).index("AAPL")], lag),
        "XOM_lag_0": regression(R[:, list(stocks.columns).index("XOM")], 0),
    },
    # Two-sided p of Student's, and the survival of Fisher's distribution.
    "student": [[t, v, 2 * stats.t.sf(t, v)] for t in [0.0, 0.1, 1.0, 2.5, 10.0, 60.0] for v in [1, 2, 3.5, 10, 100, 2257, 100000]],
    "fisher": [[f, a, b, stats.f.sf(f, a, b)] for f in [0.01, 0.5, 1.0, 3.0, 40.0] for a in [1, 5, 40] for b in [1, 7, 60, 2257]],
}
json.dump(reference, sys.stdout, indent=1, default=float)
print()
