"""How each peer is asked for what `crates/risk` answers.

Every entry takes a frame of returns and gives a function without arguments; it answers the numbers
that both sides have by the same definition, in the order in which FinX answers them
(`crates/risk/examples/risk_contestant.rs`). What else a library offers at once is computed with them.
The portfolio is the one of equal weights, kept every day.
"""

import empyrical
import numpy as np
import pandas as pd
import quantstats.stats
import riskfolio
from scipy import stats
from skfolio import Portfolio, RiskMeasure

from work import CONFIDENCE, work

SKFOLIO = (
    "mean annualized_mean variance standard_deviation annualized_standard_deviation "
    "semi_deviation annualized_semi_deviation mean_absolute_deviation value_at_risk cvar evar "
    "worst_realization max_drawdown average_drawdown cdar ulcer_index gini_mean_difference skew "
    "kurtosis sharpe_ratio annualized_sharpe_ratio sortino_ratio annualized_sortino_ratio "
    "calmar_ratio cvar_ratio entropic_risk_measure"
).split()

PATHS, DAYS = 100_000, 252
WINDOW = 250


def equal(returns):
    return np.full(returns.shape[1], 1 / returns.shape[1])


@work("measures_skfolio", "skfolio")
def measures_skfolio(returns):
    def run():
        found = Portfolio(X=returns, weights=equal(returns), compounded=True)
        every = {name: getattr(found, name) for name in SKFOLIO}
        return np.array(
            [
                every["annualized_mean"],
                every["annualized_standard_deviation"],
                every["annualized_sharpe_ratio"],
                every["skew"],
                every["kurtosis"] - 3,
                every["mean_absolute_deviation"],
                every["cvar"],
                every["evar"],
                every["max_drawdown"],
            ]
        )

    return run


@work("measures_empyrical", "empyrical")
def measures_empyrical(returns):
    def run():
        x, market = returns.mean(axis=1), returns.iloc[:, 0]
        return np.array(
            [
                empyrical.sharpe_ratio(x),
                empyrical.sortino_ratio(x),
                empyrical.calmar_ratio(x),
                -empyrical.max_drawdown(x),
                empyrical.annual_return(x),
                empyrical.annual_volatility(x),
                empyrical.beta(x, market),
                -empyrical.value_at_risk(x),
                empyrical.omega_ratio(x),
                empyrical.tail_ratio(x),
            ]
        )

    return run


@work("measures_quantstats", "quantstats")
def measures_quantstats(returns):
    # It warms a cache by the series' name otherwise.
    def run():
        x = returns.mean(axis=1)
        ask = quantstats.stats
        return np.array(
            [
                ask.sharpe(x),
                ask.sortino(x),
                ask.calmar(x),
                -ask.max_drawdown(x),
                ask.volatility(x),
                ask.cagr(x),
                -ask.value_at_risk(x),
                ask.omega(x),
                ask.tail_ratio(x),
            ]
        )

    return run


def tail_rows(x):
    """Positions of the whole rows of the tail, and the share of the next one."""
    tail = (1 - CONFIDENCE) * len(x)
    whole = int(np.floor(tail + 1e-9))
    order = np.argpartition(x, whole)[: whole + 1]
    order = order[np.argsort(x[order])]
    return order[:whole], order[whole], tail - whole, tail


@work("component_cvar", "numpy")
def components_numpy(returns):
    numbers = returns.to_numpy()
    weights = equal(returns)

    def run():
        rows, edge, share, tail = tail_rows(numbers @ weights)
        worst = numbers[rows].sum(axis=0) + share * numbers[edge]
        return -weights * worst / tail

    return run


@work("component_cvar", "Riskfolio-Lib")
def components_riskfolio(returns):
    weights = pd.DataFrame(equal(returns), index=returns.columns)

    def run():
        return riskfolio.Risk_Contribution(
            weights, returns, returns.cov(), rm="CVaR", alpha=1 - CONFIDENCE
        )

    return run


@work("component_cvar", "skfolio")
def components_skfolio(returns):
    def run():
        found = Portfolio(X=returns, weights=equal(returns))
        return found.contribution(measure=RiskMeasure.CVAR)

    return run


@work("backtest", "numpy and pandas")
def backtest_pandas(returns):
    """Exceptions of four models at 95 % and 99 %, each day by the 250 before it."""

    def run():
        x = returns.mean(axis=1)
        rolling = x.rolling(WINDOW)
        mean, deviation = rolling.mean().shift(), rolling.std().shift()
        skew, excess = rolling.skew(), rolling.kurt()
        scale = np.empty(len(x) + 1)
        scale[0] = x.iloc[:WINDOW].var()
        squares = x.to_numpy() ** 2
        for t, square in enumerate(squares):
            scale[t + 1] = 0.94 * scale[t] + 0.06 * square
        # Biased moments, of pandas' unbiased ones.
        n = WINDOW
        skew = (skew * (n - 2) / np.sqrt(n * (n - 1))).shift()
        excess = ((excess * (n - 2) * (n - 3) / (n - 1) - 6) / (n + 1)).shift()
        found = []
        for confidence in (0.95, 0.99):
            z = stats.norm.ppf(1 - confidence)
            bent = (
                z
                + (z**2 - 1) * skew / 6
                + (z**3 - 3 * z) * excess / 24
                - (2 * z**3 - 5 * z) * skew**2 / 36
            )
            for level in (
                rolling.quantile(1 - confidence).shift(),
                mean + z * deviation,
                pd.Series(z * np.sqrt(scale[:-1]), index=x.index),
                mean + bent * deviation,
            ):
                found.append((x < level).iloc[WINDOW:].sum())
        return np.array(found, dtype=float)

    return run


@work("paths", "numpy")
def paths_numpy(returns):
    """Terminal wealth of 100,000 paths of 252 days: their mean and their deviation."""
    numbers = returns.to_numpy()
    mean, weights = numbers.mean(axis=0), equal(returns)
    factor = np.linalg.cholesky(np.cov(numbers, rowvar=False)).T

    def run():
        draws = np.random.default_rng(1)
        wealth = np.ones(PATHS)
        for _ in range(DAYS):
            day = draws.standard_normal((PATHS, len(weights))) @ factor + mean
            wealth *= 1 + day @ weights
        return np.array([wealth.mean(), wealth.std()])

    return run


@work("fan", "numpy")
def fan_numpy(returns):
    """The same by the one-dimensional shortcut."""
    x = returns.mean(axis=1)
    mean, deviation = x.mean(), x.std()

    def run():
        draws = np.random.default_rng(1)
        wealth = np.ones(PATHS)
        for _ in range(DAYS):
            wealth *= 1 + mean + deviation * draws.standard_normal(PATHS)
        return np.array([wealth.mean(), wealth.std()])

    return run
