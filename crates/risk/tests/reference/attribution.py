"""Writes attribution_us20.json: run with numpy and pandas, from any folder.

An attribution of real prices with the formulas as they are printed, by pandas alone: weights drift by
the prices themselves, groups are sums of money, months come from pandas' periods, and linking takes
plain logarithms and powers.
"""

import json
import pathlib

import numpy as np
import pandas as pd

here = pathlib.Path(__file__).parent
prices = pd.read_csv(
    here / "../../../../data/starter/us20_adjclose_1990_2022.csv.gz", index_col=0, parse_dates=True
)
prices = prices.loc["2005-01-01":"2012-12-31"]
n = prices.shape[1]
own = np.arange(1, n + 1) / (n * (n + 1) / 2) * 0.95  # 5 % cash
other = np.full(n, 1 / n)
other[3] = 0.0  # not in the benchmark
other[7] += 1 / n
own[11] = 0.0  # only in the benchmark
groups = [list(range(0, 6)), list(range(6, 11)), [11], [3 + 12, 16]]  # the others are the rest


def money(weights, policy):
    """Money in each asset before and after each day, of one unit at the start."""
    returns = prices.pct_change().iloc[1:]
    wealth, before, after = 1.0, [], []
    held, cash, month = None, None, None
    for day, r in zip(returns.index, returns.to_numpy()):
        due = held is None or policy == "daily" or (policy == "monthly" and day.to_period("M") != month)
        if due:
            held, cash = wealth * weights, wealth * (1 - weights.sum())
        month = day.to_period("M")
        before.append(held)
        held = held * (1 + r)
        after.append(held)
        wealth = held.sum() + cash
    days = returns.index
    return pd.DataFrame(before, index=days), pd.DataFrame(after, index=days), cash


def sides(weights, policy):
    """Weight, return and contribution of each asset in each month."""
    before, after, _ = money(weights, policy)
    gain = after - before
    whole = (1 + gain.sum(axis=1).cumsum()).shift(fill_value=1.0)  # wealth before each day
    months = before.index.to_period("M")
    start = before.div(whole, axis=0).groupby(months).first()
    base = whole.groupby(months).first()
    return start, gain.groupby(months).sum().div(base, axis=0)


def brinson(policy):
    (w, c), (v, d) = sides(own, policy), sides(other, policy)
    rp, rb = c.sum(axis=1).to_numpy(), d.sum(axis=1).to_numpy()
    buckets = groups + [[i for i in range(n) if not any(i in g for g in groups)], None]
    effects = np.zeros((len(rp), len(buckets), 3))
    for b, members in enumerate(buckets):
        if members is None:  # cash
            wp, cp = 1 - w.sum(axis=1).to_numpy(), np.zeros(len(rp))
            wb, cb = 1 - v.sum(axis=1).to_numpy(), np.zeros(len(rp))
            wb[np.abs(wb) < 1e-12] = 0
        else:
            wp, cp = w[members].sum(axis=1).to_numpy(), c[members].sum(axis=1).to_numpy()
            wb, cb = v[members].sum(axis=1).to_numpy(), d[members].sum(axis=1).to_numpy()
        for t in range(len(rp)):
            xp = cp[t] / wp[t] if wp[t] else cb[t] / wb[t]
            xb = cb[t] / wb[t] if wb[t] else xp
            effects[t, b] = (
                (wp[t] - wb[t]) * (xb - rb[t]),
                wb[t] * (xp - xb),
                (wp[t] - wb[t]) * (xp - xb),
            )
    return rp, rb, effects


def linked(rp, rb, effects):
    x, b, t = np.prod(1 + rp) - 1, np.prod(1 + rb) - 1, len(rp)
    k = (np.log(1 + x) - np.log(1 + b)) / (x - b)
    carino = (np.log(1 + rp) - np.log(1 + rb)) / (rp - rb) / k
    m = (x - b) / t / ((1 + x) ** (1 / t) - (1 + b) ** (1 / t))
    active = rp - rb
    menchero = m + (x - b - m * active.sum()) / (active**2).sum() * active
    return x, b, np.tensordot(carino, effects, 1), np.tensordot(menchero, effects, 1)


out = {"from": "2005-01-01", "to": "2012-12-31", "own": list(own), "other": list(other), "groups": groups}
for policy in ["daily", "monthly", "none"]:
    rp, rb, effects = brinson(policy)
    x, b, carino, menchero = linked(rp, rb, effects)
    before, after, _ = money(own, policy)
    out[policy] = {
        "months": len(rp),
        "portfolio": x,
        "benchmark": b,
        "carino": carino.tolist(),
        "menchero": menchero.tolist(),
        "contributions": (after - before).sum().tolist(),
    }
(here / "attribution_us20.json").write_text(json.dumps(out, indent=1) + "\n")
