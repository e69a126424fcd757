"""Measures of the equal-weight portfolio that measures_us20_ew.json has not, or has of the curve that
is not compounded. Run from the root of the repository:
python crates/risk/tests/reference/performance_us20_ew.py > crates/risk/tests/reference/performance_us20_ew.json
"""
import json, warnings
import numpy as np, pandas as pd, scipy, statsmodels
import statsmodels.api as sm
from scipy import stats
import empyrical, quantstats

warnings.filterwarnings("ignore")
read = lambda name: pd.read_csv(f"data/starter/{name}", index_col="date", parse_dates=True)
r = read("us20_adjclose_1990_2022.csv.gz").pct_change().iloc[1:].mean(axis=1)
b = read("sp500_index_1990_2022.csv.gz").iloc[:, 0].pct_change().reindex(r.index)
x, y, n = r.to_numpy(), b.to_numpy(), len(r)

nav = np.r_[1, np.cumprod(1 + x)]
dd = (1 - nav / np.maximum.accumulate(nav))[1:]


def tail_mean(losses, confidence):
    """Rockafellar and Uryasev's, by the definition: the minimum over its kinks."""
    k = (1 - confidence) * len(losses)
    s = np.sort(losses)
    over = np.cumsum(s[::-1])[::-1] - s * np.arange(n, 0, -1)
    return float((s + over / k).min())


def psr(sr, target):
    g3, g4 = stats.skew(x), stats.kurtosis(x) + 3
    return float(stats.norm.cdf((sr - target) * np.sqrt(n - 1) / np.sqrt(1 - g3 * sr + (g4 - 1) / 4 * sr**2)))


sr = x.mean() / x.std(ddof=1)
g = np.euler_gamma
z = stats.norm.ppf
trials = 50
top = np.sqrt(0.3 / 252) * ((1 - g) * z(1 - 1 / trials) + g * z(1 - 1 / (trials * np.e)))
spread = 1 - stats.skew(x) * sr + (stats.kurtosis(x) + 2) / 4 * sr**2
ols = sm.OLS(x, sm.add_constant(y)).fit()
compound = lambda s: (1 + s).prod() - 1
month = r.groupby([r.index.year, r.index.month]).apply(compound)
year = r.groupby(r.index.year).apply(compound)
iso = r.index.isocalendar()
week = r.groupby([iso.year, iso.week]).apply(compound)
extremes = lambda s: [float(s.max()), float(s.min())]
spells = quantstats.stats.drawdown_details(quantstats.stats.to_drawdown_series(r)).sort_values("max drawdown").head(5)
w = 250
roll = r.rolling(w)
at = [w - 1, 4000, n - 1]
pick = lambda s: [float(s.iloc[t]) for t in at]
sharpe = roll.mean() / roll.std() * np.sqrt(252)
both = pd.DataFrame({"x": r, "b": b})
beta = r.rolling(w).cov(b) / b.rolling(w).var()
depth = roll.apply(lambda s: -empyrical.max_drawdown(s), raw=True)

print(json.dumps({
    "provenance": "performance_us20_ew.py; numpy %s, pandas %s, scipy %s, statsmodels %s, quantstats %s" % (
        np.__version__, pd.__version__, scipy.__version__, statsmodels.__version__, quantstats.__version__),
    "average_drawdown": float(dd.mean()), "ulcer_index": float(np.sqrt((dd**2).mean())),
    "cdar_95": tail_mean(dd, 0.95), "cdar_99": tail_mean(dd, 0.99),
    "win_rate": float((x > 0).mean()), "gain_to_pain": float(x.sum() / -x[x < 0].sum()),
    "probabilistic_sharpe": psr(sr, 0), "probabilistic_sharpe_above_0.05": psr(sr, 0.05),
    "expected_max_sharpe": float(top), "deflated_sharpe": psr(sr, top),
    "minimum_track_record": float(1 + spread * (z(0.95) / sr) ** 2),
    "up_capture": float(x[y > 0].mean() / y[y > 0].mean()), "down_capture": float(x[y < 0].mean() / y[y < 0].mean()),
    "batting_average": float((x > y).mean()), "active_return": float((x - y).mean() * 252),
    "alpha_annual": float(ols.params[0] * 252), "alpha_error": float(ols.bse[0] * 252), "alpha_t": float(ols.tvalues[0]),
    "beta": float(ols.params[1]), "beta_error": float(ols.bse[1]), "beta_t": float(ols.tvalues[1]),
    "r_squared": float(ols.rsquared), "residual_volatility": float(np.sqrt(ols.mse_resid * 252)),
    "months": {"2008": [float(v) for v in month[2008]], "1990": [float(v) for v in month[1990]]},
    "years": {str(k): float(v) for k, v in year.items()},
    "weeks": extremes(week), "month_extremes": extremes(month), "year_extremes": extremes(year), "week_count": len(week),
    "drawdowns": [[float(-d["max drawdown"] / 100), str(d["valley"])[:10]] for _, d in spells.iterrows()],
    "rolling": {"at": at, "volatility": pick(roll.std() * np.sqrt(252)), "sharpe": pick(sharpe), "beta": pick(beta),
        "correlation": pick(roll.corr(b)), "max_drawdown": pick(depth),
        "tracking_error": pick((r - b).rolling(w).std() * np.sqrt(252)), "var": pick(-roll.quantile(0.05))},
}, indent=1))
