"""The risk document's figures by numpy, pandas and SciPy, from its definitions alone.

Run from the root of the repository: python crates/problem/tests/reference/risk.py
It writes crates/problem/tests/reference/risk.json: documents on the bundled prices, and what they
are answered with.
"""

import json

import numpy as np
import pandas as pd
from scipy import optimize, stats

STARTER = "data/starter/"
PRICES, INDEX = "us20_adjclose_1990_2022.csv.gz", "sp500_index_1990_2022.csv.gz"
MODELS = ["historical", "normal", "ewma", "filtered_historical", "cornish_fisher"]
WINDOW, DECAY = 250, 0.94


def held(returns, days, weights, rebalance):
    found, holdings, wealth, before = [], weights.copy(), 1.0, None
    for day, row in zip(days, returns):
        month = day[:7]
        if before is None or rebalance == "daily" or (rebalance == "monthly" and month != before):
            holdings, wealth = weights.copy(), 1.0
        found.append(holdings @ row / wealth)
        holdings = holdings * (1 + row)
        wealth = 1 - weights.sum() + holdings.sum()
        before = month
    return np.array(found)


def tail_mean(losses, confidence):
    worst = np.sort(losses)[::-1]
    tail = (1 - confidence) * len(worst)
    whole = int(np.floor(tail + 1e-9))
    rest = (tail - whole) * worst[whole] if whole < len(worst) else 0.0
    return (worst[:whole].sum() + rest) / max(tail, whole)


def entropic(x, confidence):
    def value(log_t):
        t = np.exp(log_t)
        return t * (np.log(np.mean(np.exp((x.min() - x) / t))) - np.log(1 - confidence)) - x.min()

    bounds = (np.log(1e-5), np.log(10))
    return optimize.minimize_scalar(value, bounds=bounds, method="bounded", options={"xatol": 1e-14}).fun


def cornish_fisher(x, confidence):
    z, s, k = stats.norm.ppf(1 - confidence), stats.skew(x), stats.kurtosis(x)
    bent = z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36
    return -(x.mean() + x.std(ddof=1) * bent)


def name(confidence):
    return f"{100 * confidence:g}"


def measures(x, benchmark, days, risk_free, confidences):
    n, mean, deviation = len(x), x.mean(), x.std(ddof=1)
    wealth = np.r_[1, np.cumprod(1 + x)]
    top = np.maximum.accumulate(wealth)
    falls = 1 - wealth / top
    trough = int(falls.argmax())
    peak = int(np.where(wealth[: trough + 1] == top[trough])[0][-1])
    back = np.where(wealth[trough:] >= wealth[peak])[0]
    cagr = wealth[-1] ** (252 / n) - 1
    daily = (mean - risk_free / 252) / deviation
    skew, excess = stats.skew(x), stats.kurtosis(x)
    spread = np.sqrt(1 - skew * daily + (excess + 2) / 4 * daily**2)
    below = falls[1:]
    found = {
        "observations": n,
        "mean_daily": mean,
        "return_annual": 252 * mean,
        "cagr": cagr,
        "volatility_annual": deviation * np.sqrt(252),
        "skewness": skew,
        "excess_kurtosis": excess,
        "sharpe": (252 * mean - risk_free) / (deviation * np.sqrt(252)),
        "sortino": 252 * mean / np.sqrt(252 * np.mean(np.minimum(x, 0) ** 2)),
        "calmar": cagr / falls.max(),
        "omega": np.maximum(x, 0).sum() / np.maximum(-x, 0).sum(),
        "probabilistic_sharpe": stats.norm.cdf(daily * np.sqrt(n - 1) / spread),
        "max_drawdown": falls.max(),
        "max_drawdown_peak": days[peak],
        "max_drawdown_trough": days[trough],
        "max_drawdown_recovery": days[trough + back[0]] if len(back) else None,
        "average_drawdown": below.mean(),
        "ulcer_index": np.sqrt(np.mean(below**2)),
        "mad": np.abs(x - mean).mean(),
        "win_rate": (x > 0).mean(),
        "tail_ratio": abs(np.quantile(x, 0.95)) / abs(np.quantile(x, 0.05)),
        "best": x.max(),
        "worst": x.min(),
    }
    for confidence in confidences:
        z = stats.norm.ppf(1 - confidence)
        found["var_" + name(confidence)] = {
            "historical": -np.quantile(x, 1 - confidence),
            "normal": -(mean + z * deviation),
            "cornish_fisher": cornish_fisher(x, confidence),
        }
        found["cvar_" + name(confidence)] = {
            "historical": tail_mean(-x, confidence),
            "normal": -mean + deviation * stats.norm.pdf(z) / (1 - confidence),
        }
        found["cdar_" + name(confidence)] = tail_mean(below, confidence)
        found["evar_" + name(confidence)] = entropic(x, confidence)
    if benchmark is not None:
        both = np.cov(x, benchmark)
        beta, active = both[0, 1] / both[1, 1], x - benchmark
        up, down = benchmark > 0, benchmark < 0
        error = active.std(ddof=1) * np.sqrt(252)
        correlation = np.corrcoef(x, benchmark)[0, 1]
        found |= {
            "beta": beta,
            "alpha_annual": 252 * (mean - beta * benchmark.mean()),
            "correlation": correlation,
            "r_squared": correlation**2,
            "tracking_error": error,
            "information_ratio": 252 * active.mean() / error,
            "up_capture": x[up].mean() / benchmark[up].mean(),
            "down_capture": x[down].mean() / benchmark[down].mean(),
        }
    return found


def forecasts(x, model, confidence):
    z = stats.norm.ppf(1 - confidence)
    variance = np.empty(len(x) + 1)
    variance[0] = x[:WINDOW].var(ddof=1)
    for t, r in enumerate(x):
        variance[t + 1] = DECAY * variance[t] + (1 - DECAY) * r**2
    scale = np.sqrt(variance)
    for t in range(WINDOW, len(x)):
        window = x[t - WINDOW : t]
        yield {
            "historical": lambda: -np.quantile(window, 1 - confidence),
            "normal": lambda: -(window.mean() + z * window.std(ddof=1)),
            "cornish_fisher": lambda: cornish_fisher(window, confidence),
            "ewma": lambda: -z * scale[t],
            "filtered_historical": lambda: -scale[t]
            * np.quantile(window / scale[t - WINDOW : t], 1 - confidence),
        }[model]()


def times_log(count, probability):
    return count * np.log(probability) if count else 0.0


def ratio(statistic, degrees):
    return {"lr": statistic, "p": stats.chi2.sf(statistic, degrees)}


def backtest(x, model, confidence):
    hits = np.array([-r > var for r, var in zip(x[WINDOW:], forecasts(x, model, confidence))], int)
    n, k, p = len(hits), int(hits.sum()), 1 - confidence
    often = 2 * (
        times_log(n - k, 1 - k / n) + times_log(k, k / n) - times_log(n - k, 1 - p) - times_log(k, p)
    )
    pairs = list(zip(hits[:-1], hits[1:]))
    n00, n01, n10, n11 = (pairs.count(pair) for pair in [(0, 0), (0, 1), (1, 0), (1, 1)])
    one, after_none, after_one = (
        (n01 + n11) / (n - 1), n01 / max(n00 + n01, 1), n11 / max(n10 + n11, 1)
    )
    alone = 2 * (
        times_log(n00, 1 - after_none) + times_log(n01, after_none)
        + times_log(n10, 1 - after_one) + times_log(n11, after_one)
        - times_log(n00 + n10, 1 - one) - times_log(n01 + n11, one)
    )
    latest = hits[-250:]
    reached = stats.binom.cdf(latest.sum(), len(latest), p)
    return {
        "model": model,
        "confidence": confidence,
        "exceptions": k,
        "expected": n * p,
        "kupiec": ratio(often, 1),
        "christoffersen_independence": ratio(alone, 1),
        "conditional_coverage": ratio(often + alone, 2),
        "basel_zone": "green" if reached < 0.95 else "yellow" if reached < 0.9999 else "red",
    }


def case(prices, index, weights, window, rebalance, benchmark, risk_free, confidences):
    prices = prices.loc[window["from"] : window["to"]]
    days = list(prices.index)
    returns = prices.to_numpy()[1:] / prices.to_numpy()[:-1] - 1

    def series(by_asset):
        vector = np.array([by_asset.get(asset, 0.0) for asset in prices.columns])
        return held(returns, days[1:], vector, rebalance)

    x = series(weights)
    if "prices_csv" in benchmark:
        level = index.reindex(prices.index).to_numpy()
        beside = level[1:] / level[:-1] - 1
    elif "asset" in benchmark:
        beside = returns[:, list(prices.columns).index(benchmark["asset"])]
    else:
        beside = series(benchmark["weights"])
    document = {
        "data": {"prices_csv": PRICES},
        "window": window,
        "weights": weights,
        "rebalance": rebalance,
        "benchmark": benchmark,
        "risk_free": risk_free,
        "confidence": confidences,
        "backtest": {"window": WINDOW, "models": MODELS},
    }
    return {
        "document": document,
        "measures": measures(x, beside, days, risk_free, confidences),
        "backtest": [backtest(x, model, level) for model in MODELS for level in confidences],
    }


def main():
    prices = pd.read_csv(STARTER + PRICES, index_col=0)
    index = pd.read_csv(STARTER + INDEX, index_col=0).iloc[:, 0]
    draws = np.random.default_rng(5)

    def some():
        chosen = draws.choice(prices.columns, 6, replace=False)
        return dict(zip(chosen, draws.dirichlet(np.ones(6)).round(4).tolist()))

    equal = {asset: 0.05 for asset in prices.columns}
    market = {"prices_csv": INDEX}
    everything = {"from": "1990-01-01", "to": "2022-12-31"}
    cases = [
        case(prices, index, equal, everything, "daily", market, 0.0, [0.95, 0.99]),
        case(prices, index, some(), {"from": "2006-03-01", "to": "2010-02-26"}, "monthly", market, 0.02, [0.95, 0.99]),
        case(prices, index, some(), {"from": "2015-01-01", "to": "2020-06-30"}, "none", {"asset": "JPM"}, 0.01, [0.9, 0.975]),
        case(prices, index, some(), {"from": "1999-01-01", "to": "2003-12-31"}, "monthly", {"weights": equal}, 0.0, [0.95, 0.995]),
        case(prices, index, {"AAPL": 0.9, "KO": 0.6, "GE": -0.4}, {"from": "2018-01-01", "to": "2022-12-31"}, "daily", market, 0.0, [0.95, 0.99]),
    ]
    with open("crates/problem/tests/reference/risk.json", "w") as file:
        json.dump(cases, file, indent=1, default=float)
        file.write("\n")


main()
