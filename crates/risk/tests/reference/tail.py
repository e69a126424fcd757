"""Writes tail.json: the tail and the back-tests of the equal-weight portfolio of the 20 bundled
companies, with numpy and scipy only, each in the plainest way. Run where both are installed, with
the path of us20_adjclose_1990_2022.csv.gz."""

import json
import sys

import numpy as np
import pandas as pd
import scipy
from scipy import optimize, special, stats

prices = pd.read_csv(sys.argv[1], index_col=0)
r = (prices.to_numpy()[1:] / prices.to_numpy()[:-1] - 1).mean(axis=1)
n = len(r)
LAMBDA, WINDOW, LEVELS = 0.94, 250, (0.95, 0.99)


def tail_mean(x, c):
    """Rockafellar and Uryasev's, of losses -x."""
    losses, k = np.sort(-x)[::-1], (1 - c) * len(x)
    whole = int(np.floor(k + 1e-9))
    return (losses[:whole].sum() + (k - whole) * losses[whole]) / k


def cornish_fisher(x, c):
    z, s, k = stats.norm.ppf(1 - c), stats.skew(x), stats.kurtosis(x)
    w = z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36
    return -(x.mean() + w * x.std(ddof=1))


def volatilities(x, first):
    v = [x[:first].var(ddof=1)]
    for value in x:
        v.append(LAMBDA * v[-1] + (1 - LAMBDA) * value**2)
    return np.sqrt(v)


def evar(x, c):
    bound = lambda u: np.exp(u) * (special.logsumexp(-x / np.exp(u)) - np.log(len(x) * (1 - c)))
    return optimize.minimize_scalar(bound, bounds=(-12, 2), method="bounded", options={"xatol": 1e-12}).fun


def student(x, start):
    """scipy's fit, then polished on the three equations of the likelihood."""
    u = x / x.std()
    t = stats.t.fit(u) if start is None else start

    def score(p):
        nu, m, s = np.exp(p[0]), p[1], np.exp(p[2])
        z = (u - m) / s
        w = (nu + 1) / (nu + z * z)
        return [
            np.mean(special.digamma((nu + 1) / 2) - special.digamma(nu / 2) - 1 / nu
                    - np.log1p(z * z / nu) + w * z * z / nu),
            np.mean(w * z),
            np.mean(w * z * z) - 1,
        ]

    found = optimize.root(score, [np.log(t[0]), t[1], np.log(t[2])], tol=1e-15)
    nu, m, s = np.exp(found.x[0]), found.x[1], np.exp(found.x[2])
    assert np.abs(score(found.x)).max() < 1e-12, score(found.x)
    return nu, m * x.std(), s * x.std(), (nu, m, s)


def test(hits, c):
    def part(x, m):
        return special.xlogy(x, x / max(x + m, 1)) + special.xlogy(m, m / max(x + m, 1))

    t, x = len(hits), int(hits.sum())
    pof = 2 * (part(x, t - x) - special.xlogy(x, 1 - c) - special.xlogy(t - x, c))
    n00, n01, n10, n11 = (int(((hits[:-1] == a) & (hits[1:] == b)).sum()) for a in (0, 1) for b in (0, 1))
    ind = 2 * (part(n01, n00) + part(n11, n10) - part(n01 + n11, n00 + n10))
    return {
        "exceptions": x, "transitions": [n00, n01, n10, n11], "latest_250": int(hits[-250:].sum()),
        "first": int(np.argmax(hits)),
        "kupiec": [pof, stats.chi2.sf(pof, 1)], "independence": [ind, stats.chi2.sf(ind, 1)],
        "conditional": [pof + ind, stats.chi2.sf(pof + ind, 2)],
    }


out = {"provenance": f"crates/risk/tests/reference/tail.py with numpy {np.__version__}, scipy {scipy.__version__}, on the bundled prices, 1990-01-03 to 2022-12-28"}
sigma = volatilities(r, n)
z_all = r / sigma[:-1]
nu, m, s, _ = student(r, None)
out["student_t"] = {"degrees_of_freedom": nu, "location": m, "scale": s,
                    "log_likelihood": float(stats.t.logpdf(r, nu, m, s).sum()),
                    "scipy_log_likelihood": float(stats.t.logpdf(r, *stats.t.fit(r)).sum())}
out["tail"] = {}
for c in LEVELS:
    z, a = stats.norm.ppf(1 - c), 1 - c
    q = stats.t.ppf(a, nu)
    out["tail"][str(c)] = {
        "normal": [-(r.mean() + z * r.std(ddof=1)), -r.mean() + r.std(ddof=1) * stats.norm.pdf(z) / a],
        "cornish_fisher": [cornish_fisher(r, c), None],
        "ewma": [-z * sigma[-1], sigma[-1] * stats.norm.pdf(z) / a],
        "filtered_historical": [-sigma[-1] * np.quantile(z_all, a), sigma[-1] * tail_mean(z_all, c)],
        "student_t": [-(m + s * q), -m + s * stats.t.pdf(q, nu) / a * (nu + q * q) / (nu - 1)],
        "evar": evar(r, c),
    }
out["backtest"] = []
rolling = volatilities(r, WINDOW)
residual = r / rolling[:-1]
for c in LEVELS:
    a = 1 - c
    models = {
        "historical": lambda t, w: -np.quantile(w, a),
        "normal": lambda t, w: -(w.mean() + stats.norm.ppf(a) * w.std(ddof=1)),
        "cornish_fisher": lambda t, w: cornish_fisher(w, c),
        "ewma": lambda t, w: -stats.norm.ppf(a) * rolling[t],
        "filtered_historical": lambda t, w: -rolling[t] * np.quantile(residual[t - WINDOW:t], a),
    }
    for name, model in models.items():
        var = np.array([model(t, r[t - WINDOW:t]) for t in range(WINDOW, n)])
        hits = (-r[WINDOW:] > var).astype(int)
        out["backtest"].append({"model": name, "confidence": c, "sum_of_var": var.sum(),
                                "first_var": var[0], "last_var": var[-1], **test(hits, c)})
# Every 250th window by Student's distribution.
starts = list(range(WINDOW, n, 250))
fits = [student(r[t - WINDOW:t], None) for t in starts]
out["student_windows"] = [[t, *f[:3]] for t, f in zip(starts, fits) if f[0] < 1e4]
# Student's distribution: nu, p, quantile, density there.
out["student_quantiles"] = [[v, p, float(stats.t.ppf(p, v)), float(stats.t.pdf(stats.t.ppf(p, v), v))]
                            for v in (0.5, 1.0, 2.0, 2.7, 5.0, 30.0, 300.0, 1e4) for p in (1e-10, 1e-4, 0.01, 0.05, 0.3, 0.499)]
with open("tail.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
