"""Writes stress_us20.json beside this file: shocks, reverse stress and correlation stress of the
equal-weight portfolio of data/starter/us20 on 2015-01-02..2022-12-28, by numpy, SciPy and
scikit-learn alone. Run from anywhere with numpy, pandas, scipy, scikit-learn."""
import json, pathlib
import numpy as np, pandas as pd, scipy, sklearn
from scipy.optimize import minimize
from scipy.stats import chi2, norm
from sklearn.linear_model import LinearRegression

here = pathlib.Path(__file__).parent
starter = here / "../../../../data/starter"
read = lambda name: pd.read_csv(starter / name, index_col=0)
prices, index = read("us20_adjclose_1990_2022.csv.gz"), read("sp500_index_1990_2022.csv.gz")
window = slice("2015-01-02", None)
r = prices.loc[window].pct_change().dropna()
b = index.loc[window, "SP500"].pct_change().dropna()
assert (r.index == b.index).all()
assets, n, h = list(r.columns), r.shape[1], 21.0
w = np.full(n, 1 / n)
all_ = np.column_stack([r.to_numpy(), b.to_numpy()])
mu, sigma = all_.mean(0), np.cov(all_, rowvar=False)
at = {name: i for i, name in enumerate(assets)} | {"SP500": n}

def follow(names, x, conditional):
    """The slopes by ordinary least squares on the days, not from the covariance."""
    s = [at[name] for name in names]
    fit = LinearRegression().fit(all_[:, s], all_[:, :n])
    if conditional:
        out = mu[:n] * h + fit.coef_ @ (np.array(x) - mu[s] * h)
    else:
        out = fit.coef_ @ np.array(x)
    for i, value in zip(s, x):
        if i < n:
            out[i] = value
    residual = all_[:, :n] @ w - LinearRegression().fit(all_[:, s], all_[:, :n] @ w).predict(all_[:, s])
    after = np.sqrt(residual @ residual / (len(all_) - 1) * h)
    d2 = (np.array(x) - mu[s] * h) @ np.linalg.solve(sigma[np.ix_(s, s)] * h, np.array(x) - mu[s] * h)
    return {"names": names, "shocks": x, "returns": out.tolist(), "portfolio": float(w @ out),
            "volatility_after": float(after), "mahalanobis": float(np.sqrt(d2)),
            "probability": float(chi2.sf(d2, len(s)))}

def reverse(names, loss):
    """Whole conditional distribution; the optimum by SLSQP on whitened coordinates."""
    s = [at[name] for name in names]
    lower = np.linalg.cholesky(sigma[np.ix_(s, s)] * h)
    coef = LinearRegression().fit(all_[:, s], all_[:, :n] @ w).coef_
    base = float(w @ mu[:n] * h)
    f = lambda z: base + coef @ (lower @ z) + loss
    start = -lower.T @ coef / np.linalg.norm(lower.T @ coef)
    found = minimize(lambda z: z @ z, start, jac=lambda z: 2 * z, method="SLSQP",
                     constraints={"type": "eq", "fun": f, "jac": lambda z: lower.T @ coef},
                     options={"ftol": 1e-15, "maxiter": 1000})
    d = float(np.linalg.norm(found.x))
    return {"names": names, "loss": loss, "mahalanobis": d, "probability": float(norm.cdf(-d)),
            "shocks": (mu[s] * h + lower @ found.x).tolist()}

def correlation(level, by, factor):
    sd = np.sqrt(np.diag(sigma)[:n])
    c = np.corrcoef(r.to_numpy(), rowvar=False)
    t = np.full((n, n), level); np.fill_diagonal(t, 1)
    mixed = (1 - by) * c + by * t
    def mood(c, sd):
        s = float(np.sqrt(w @ (c * np.outer(sd, sd)) @ w)); m = float(w @ mu[:n])
        z = norm.ppf([.95, .99])
        return {"volatility_annual": s * np.sqrt(252), "average_correlation": float(c[np.triu_indices(n, 1)].mean()),
                "var": (z * s - m).tolist(), "cvar": (s * norm.pdf(z) / np.array([.05, .01]) - m).tolist()}
    return {"level": level, "by": by, "factor": factor, "before": mood(c, sd), "after": mood(mixed, sd * factor)}

json.dump({
    "provenance": {"script": "stress.py", "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__,
                   "from": r.index[0], "to": r.index[-1], "observations": len(r), "horizon_days": h},
    "betas": [follow(["SP500"], [-.1], False), follow(["AAPL", "XOM"], [-.2, .1], False)],
    "conditional": [follow(["SP500"], [-.1], True), follow(["AAPL", "XOM", "JPM"], [-.2, .1, -.15], True)],
    "reverse": [reverse(["SP500"], .2), reverse(["AAPL", "MSFT", "AMD"], .1), reverse(assets, .2)],
    "correlation": [correlation(1.0, .5, 1.5), correlation(.9, 1.0, 1.0), correlation(0.0, .25, 2.0)],
    "volatility": float(np.sqrt(w @ sigma[:n, :n] @ w * h)),
}, open(here / "stress_us20.json", "w"), indent=1)
