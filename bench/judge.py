"""Whether two answers are answers to the same question, by numpy alone."""

import numpy as np

CONFIDENCE = 0.95


def tail_mean(losses):
    """Rockafellar and Uryasev's CVaR: the scenario at the edge counts with the missing fraction."""
    worst = np.sort(losses)[::-1]
    tail = (1 - CONFIDENCE) * len(worst)
    whole = int(np.floor(tail + 1e-9))
    rest = (tail - whole) * worst[whole] if whole < len(worst) else 0.0
    return (worst[:whole].sum() + rest) / tail


def drawdowns(returns):
    """Of the curve that is not compounded."""
    curve = np.concatenate([[0.0], np.cumsum(returns)])
    return (np.maximum.accumulate(curve) - curve)[1:]


def objective(work, returns):
    """The number that a portfolio makes small, of its weights."""
    mean, covariance = returns.mean(axis=0), np.cov(returns, rowvar=False)

    def variance(w):
        return w @ covariance @ w

    def contributions(w):
        return np.abs(w * (covariance @ w) / variance(w) - 1 / len(w)).max()

    return {
        "min_variance": variance,
        "given": variance,
        "max_sharpe": lambda w: -(mean @ w) / np.sqrt(variance(w)),
        "max_utility": lambda w: 5 * variance(w) - mean @ w,
        "min_cvar": lambda w: tail_mean(-(returns @ w)),
        "min_cdar": lambda w: tail_mean(drawdowns(returns @ w)),
        # The same for all that are not told apart by one number, or have none.
        "risk_parity": contributions,
        "max_diversification": lambda w: -(w @ np.sqrt(np.diag(covariance))) / np.sqrt(variance(w)),
    }.get(work)


def along(points, mean, portfolios):
    """Portfolios on the line through turning points, at the returns of other portfolios."""
    order = np.argsort(points @ mean)
    points = points[order]
    returns = points @ mean
    at = np.clip(portfolios @ mean, returns[0], returns[-1])
    return np.array([[np.interp(r, returns, column) for column in points.T] for r in at])


def compare(request, returns):
    """Largest difference of weights, and of the objective: negative is better for us."""
    work = request["judge"]
    ours, theirs = np.array(request["ours"]), np.array(request["theirs"])
    points = [len(ours), len(theirs)]
    if work == "frontier":
        covariance = np.cov(returns, rowvar=False)
        ours = along(ours, returns.mean(axis=0), theirs)
        risk = [np.sqrt(np.einsum("ij,jk,ik->i", w, covariance, w)) for w in (ours, theirs)]
        worst = (risk[0] - risk[1]) / risk[1]
        found = worst[np.argmax(np.abs(worst))]
    elif (number := objective(work, returns)) is None:
        found = None
    else:
        values = [np.array([number(w) for w in side]) for side in (ours, theirs)]
        found = values[0] - values[1]
        if work != "risk_parity":  # there it is a share already, and ours is about 0
            found = found / np.abs(values[1])
        found = found[np.argmax(np.abs(found))]
    weights = np.abs(ours - theirs).max() if ours.shape == theirs.shape else None
    return {
        "weights": None if weights is None else float(weights),
        "objective": None if found is None else float(found),
        "points": points,
    }
