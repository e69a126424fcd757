"""How each peer is asked for each piece of work.

Every entry takes a frame of returns and gives a function without arguments that goes all the way
from the returns to weights, or from ready matrices where the work is `given`.
"""

from ctypes import c_int

import cvxcla
import daqp
import numpy as np
import pandas as pd
import piqp
import quadprog
import riskfolio
import scipy.cluster.hierarchy as hierarchy
from pypfopt import EfficientCDaR, EfficientCVaR, EfficientFrontier, HRPOpt
from skfolio import RiskMeasure
from skfolio.cluster import HierarchicalClustering, LinkageMethod
from skfolio.model_selection import WalkForward, cross_val_predict
from skfolio.optimization import (
    DistributionallyRobustCVaR,
    HierarchicalRiskParity,
    MaximumDiversification,
    MeanRisk,
    ObjectiveFunction,
    RiskBudgeting,
)

CONFIDENCE = 0.95
TRAIN, TEST = 252, 21

# PyPortfolioOpt 1.6.0 reads a private name of SciPy that newer versions no longer have.
if not hasattr(hierarchy, "_LINKAGE_METHODS"):
    hierarchy._LINKAGE_METHODS = {"single": 0}

WORKS = {}


def work(name, peer):
    """Registers what follows under a work and a peer."""

    def register(make):
        WORKS[name, peer] = make
        return make

    return register


# skfolio


def fitted(name, estimator):
    WORKS[name, "skfolio"] = lambda returns: lambda: estimator().fit(returns).weights_


fitted("min_variance", lambda: MeanRisk(risk_measure=RiskMeasure.VARIANCE))
fitted(
    "max_sharpe",
    lambda: MeanRisk(
        risk_measure=RiskMeasure.VARIANCE,
        objective_function=ObjectiveFunction.MAXIMIZE_RATIO,
    ),
)
fitted(
    "max_utility",
    lambda: MeanRisk(
        risk_measure=RiskMeasure.VARIANCE,
        objective_function=ObjectiveFunction.MAXIMIZE_UTILITY,
        risk_aversion=5.0,
    ),
)
fitted(
    "frontier",
    lambda: MeanRisk(risk_measure=RiskMeasure.VARIANCE, efficient_frontier_size=50),
)
fitted("min_cvar", lambda: MeanRisk(risk_measure=RiskMeasure.CVAR, cvar_beta=CONFIDENCE))
fitted("min_cdar", lambda: MeanRisk(risk_measure=RiskMeasure.CDAR, cdar_beta=CONFIDENCE))
fitted(
    "robust_cvar",
    lambda: DistributionallyRobustCVaR(
        wasserstein_ball_radius=1e-3, cvar_beta=CONFIDENCE, risk_aversion=1.0
    ),
)
fitted("risk_parity", lambda: RiskBudgeting(risk_measure=RiskMeasure.VARIANCE))
fitted(
    "hrp_ordered",
    lambda: HierarchicalRiskParity(
        risk_measure=RiskMeasure.VARIANCE,
        hierarchical_clustering_estimator=HierarchicalClustering(
            linkage_method=LinkageMethod.SINGLE
        ),
    ),
)
fitted("max_diversification", MaximumDiversification)


@work("walk_forward", "skfolio")
def walk_skfolio(returns):
    windows = WalkForward(train_size=TRAIN, test_size=TEST)

    def run():
        model = MeanRisk(risk_measure=RiskMeasure.VARIANCE)
        walked = cross_val_predict(model, returns, cv=windows, n_jobs=1)
        return np.array([fold.weights for fold in walked.portfolios])

    return run


# Riskfolio-Lib


def riskfolio_portfolio(returns):
    portfolio = riskfolio.Portfolio(returns=returns, alpha=1 - CONFIDENCE)
    portfolio.assets_stats(method_mu="hist", method_cov="hist")
    portfolio.solvers = ["CLARABEL"]
    return portfolio


def riskfolio_minimum(measure):
    def make(returns):
        def run():
            found = riskfolio_portfolio(returns).optimization(
                model="Classic", rm=measure, obj="MinRisk", rf=0, l=0, hist=True
            )
            return found["weights"].to_numpy()

        return run

    return make


work("min_variance", "Riskfolio-Lib")(riskfolio_minimum("MV"))
work("min_cvar", "Riskfolio-Lib")(riskfolio_minimum("CVaR"))
work("min_cdar", "Riskfolio-Lib")(riskfolio_minimum("CDaR"))


@work("risk_parity", "Riskfolio-Lib")
def parity_riskfolio(returns):
    def run():
        found = riskfolio_portfolio(returns).rp_optimization(
            model="Classic", rm="MV", rf=0, b=None, hist=True
        )
        return found["weights"].to_numpy()

    return run


@work("hrp_ordered", "Riskfolio-Lib")
def hrp_riskfolio(returns):
    def run():
        found = riskfolio.HCPortfolio(returns=returns).optimization(
            model="HRP", codependence="pearson", rm="MV", rf=0, linkage="single", leaf_order=True
        )
        return found["weights"].to_numpy()

    return run


# PyPortfolioOpt


@work("min_variance", "PyPortfolioOpt")
def minimum_pypfopt(returns):
    def run():
        # Its own solves fail on daily numbers.
        frontier = EfficientFrontier(252 * returns.mean(), 252 * returns.cov())
        frontier.min_volatility()
        return frontier.weights

    return run


@work("min_cvar", "PyPortfolioOpt")
def cvar_pypfopt(returns):
    def run():
        model = EfficientCVaR(returns.mean(), returns, beta=CONFIDENCE)
        model.min_cvar()
        return model.weights

    return run


@work("min_cdar", "PyPortfolioOpt")
def cdar_pypfopt(returns):
    def run():
        model = EfficientCDaR(returns.mean(), returns, beta=CONFIDENCE)
        model.min_cdar()
        return model.weights

    return run


@work("hrp", "PyPortfolioOpt")
def hrp_pypfopt(returns):
    def run():
        found = HRPOpt(returns).optimize(linkage_method="single")
        return pd.Series(found).reindex(returns.columns).to_numpy()

    return run


# cvxcla: every turning point


@work("frontier", "cvxcla")
def frontier_cvxcla(returns):
    numbers = returns.to_numpy()
    assets = numbers.shape[1]

    def run():
        line = cvxcla.CLA(
            mean=numbers.mean(axis=0),
            covariance=np.cov(numbers, rowvar=False),
            lower_bounds=np.zeros(assets),
            upper_bounds=np.ones(assets),
            a=np.ones((1, assets)),
            b=np.ones(1),
        )
        return np.array([point.weights for point in line.turning_points])

    return run


# A short program of numpy and quadprog


@work("walk_forward", "numpy and quadprog")
def walk_numpy(returns):
    numbers = returns.to_numpy()
    days, assets = numbers.shape
    rows = np.vstack([np.ones(assets), np.eye(assets)]).T.copy()
    bounds, nothing = np.r_[1.0, np.zeros(assets)], np.zeros(assets)

    def run():
        weights, held = [], []
        for start in range(TRAIN, days - TEST + 1, TEST):
            covariance = np.cov(numbers[start - TRAIN : start], rowvar=False)
            scaled = covariance / np.mean(np.diag(covariance))
            found = quadprog.solve_qp(scaled, nothing, rows, bounds, 1)[0]
            weights.append(found)
            held.append(numbers[start : start + TEST] @ found)
        np.concatenate(held)
        return np.array(weights)

    return run


# Solvers, given the matrices; scaled, since their tolerances are absolute


def scaled_covariance(returns):
    covariance = np.cov(returns.to_numpy(), rowvar=False)
    return np.ascontiguousarray(covariance / np.mean(np.diag(covariance)))


@work("given", "DAQP")
def given_daqp(returns):
    covariance = scaled_covariance(returns)
    assets = len(covariance)
    row = np.ones((1, assets))
    upper = np.r_[np.full(assets, 1e30), 1.0]
    lower = np.r_[np.zeros(assets), 1.0]
    sense = np.zeros(assets + 1, dtype=c_int)
    sense[assets] = 5  # an equality
    linear = np.zeros(assets)
    return lambda: daqp.solve(
        covariance, linear.copy(), row, upper.copy(), lower.copy(), sense.copy()
    )[0]


@work("given", "PIQP")
def given_piqp(returns):
    covariance = scaled_covariance(returns)
    assets = len(covariance)
    row, one, linear = np.ones((1, assets)), np.ones(1), np.zeros(assets)
    lower, upper = np.zeros(assets), np.full(assets, np.inf)

    def run():
        solver = piqp.DenseSolver()
        solver.settings.verbose = False
        solver.setup(covariance, linear, row, one, None, None, None, lower, upper)
        solver.solve()
        return solver.result.x

    return run
