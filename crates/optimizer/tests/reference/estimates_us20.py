"""Writes estimates_us20.json: what established libraries estimate from the bundled us20 prices.

    pip install skfolio==1.12.2 PyPortfolioOpt==1.6.0 Riskfolio-Lib==7.4.0 scikit-learn==1.9.1
    python estimates_us20.py

All numbers are daily. A covariance is its upper triangle, row by row. `year` is the last 252
returns, `weeks` the last 15, which are fewer than the 20 assets. A return of `gaps` is missing
where (3 * day + 5 * asset) % 7 < 3, counted from the first of the 15 days.
"""

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import riskfolio as rf
import sklearn.covariance as skc
from pypfopt import BlackLittermanModel, CovarianceShrinkage
from skfolio.moments import (
    DenoiseCovariance,
    EquilibriumMu,
    GerberCovariance,
    ShrunkMu,
    ShrunkMuMethods,
)
from skfolio.prior import BlackLitterman, EmpiricalPrior
from skfolio.utils.stats import cov_nearest
from sklearn.decomposition import PCA

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
DATA = HERE / "../../../../data/starter/us20_adjclose_1990_2022.csv.gz"
DECAY = 0.97


def upper(matrix):
    matrix = np.asarray(matrix)
    return matrix[np.triu_indices(len(matrix))].tolist()


def same(one, other, tolerance=1e-15):
    assert np.abs(np.asarray(one) - np.asarray(other)).max() < tolerance


def shrunk(estimator, x):
    fitted = estimator.fit(x)
    return dict(shrinkage=float(fitted.shrinkage_), covariance=upper(fitted.covariance_))


def constant_correlation(x):
    """PyPortfolioOpt mixes S of ddof 1 with moments of ddof 0; `covariance` is its code on S of ddof 0."""
    as_it_is = CovarianceShrinkage(x, returns_data=True, frequency=1)
    as_it_is.ledoit_wolf("constant_correlation")
    consistent = CovarianceShrinkage(x, returns_data=True, frequency=1)
    consistent.S = np.cov(x.to_numpy(), rowvar=False, ddof=0)
    covariance = consistent.ledoit_wolf("constant_correlation")
    return dict(
        shrinkage=float(consistent.delta),
        covariance=upper(covariance),
        shrinkage_with_ddof_1=float(as_it_is.delta),
    )


def gerber(x, threshold):
    covariance = GerberCovariance(threshold=threshold, nearest=False).fit(x).covariance_
    same(covariance, rf.src.GerberStatistic.gerber_cov_stat1(x, threshold=threshold))
    return upper(covariance)


def denoised(x):
    covariance = DenoiseCovariance(nearest=False).fit(x).covariance_
    same(covariance, rf.src.ParamsEstimation.covar_matrix(x, method="fixed"))
    deviations = np.sqrt(np.diag(covariance))
    values = np.linalg.eigvalsh(covariance / np.outer(deviations, deviations))
    # The noise has one eigenvalue, up to the restored diagonal.
    return dict(covariance=upper(covariance), eigenvalues=values[::-1].tolist())


def factors(x, count):
    pca = PCA(n_components=count, svd_solver="full").fit(x)
    systematic = pca.components_.T @ np.diag(pca.explained_variance_) @ pca.components_
    np.fill_diagonal(systematic, x.var(ddof=1))
    return dict(covariance=upper(systematic), explained=float(pca.explained_variance_ratio_.sum()))


def shrunk_mean(x, method, minimum_variance):
    fitted = ShrunkMu(method=method, vol_weighted_target=minimum_variance).fit(x)
    return dict(intensity=float(fitted.beta_), target=float(fitted.mu_target_[0]), mean=fitted.mu_.tolist())


def black_litterman(x):
    views, confidences = ["AAPL == 0.0008", "JPM - BAC == 0.0002", "XOM == 0.0003"], [0.9, 0.5, 0.2]
    prior = EmpiricalPrior(mu_estimator=EquilibriumMu(risk_aversion=2.5))
    posterior = BlackLitterman(views=views, tau=0.025, view_confidences=confidences, prior_estimator=prior)
    fitted = posterior.fit(x).return_distribution_
    symbols = list(x.columns)
    picks = np.zeros((3, len(symbols)))
    picks[0, symbols.index("AAPL")] = picks[1, symbols.index("JPM")] = picks[2, symbols.index("XOM")] = 1
    picks[1, symbols.index("BAC")] = -1
    sample = np.cov(x.to_numpy(), rowvar=False)
    peer = BlackLittermanModel(
        sample, pi=2.5 * sample.mean(axis=1), P=picks, Q=np.array([0.0008, 0.0002, 0.0003]),
        tau=0.025, omega="idzorek", view_confidences=confidences,
    )
    same(peer.bl_returns(), fitted.mu)
    same(peer.bl_cov(), fitted.covariance)
    return dict(views=views, confidences=confidences, tau=0.025, risk_aversion=2.5,
                mean=fitted.mu.tolist(), covariance=upper(fitted.covariance))


prices = pd.read_csv(DATA, index_col=0)
returns = prices / prices.shift(1) - 1
year, weeks = returns.iloc[-252:], returns.iloc[-15:].reset_index(drop=True)
days, assets = np.indices(weeks.shape)
gaps = weeks.mask((3 * days + 5 * assets) % 7 < 3)
market = np.arange(1.0, year.shape[1] + 1)
ewm = year.ewm(alpha=1 - DECAY)
same(ewm.mean().iloc[-1], rf.src.ParamsEstimation.mean_vector(year, method="ewma1", d=DECAY).iloc[0])

out = dict(
    settings=__doc__,
    versions={name: version(name) for name in
              ["skfolio", "pyportfolioopt", "riskfolio-lib", "scikit-learn", "numpy", "scipy", "pandas"]},
    symbols=list(year.columns),
    year=dict(
        ewma=dict(decay=DECAY, mean=ewm.mean().iloc[-1].tolist(),
                  covariance=upper(ewm.cov(bias=True).loc[year.index[-1]])),
        ledoit_wolf=shrunk(skc.LedoitWolf(), year),
        oas=shrunk(skc.OAS(), year),
        constant_correlation=constant_correlation(year),
        gerber={str(c): gerber(year, c) for c in [0.5, 0.9]},
        denoised=denoised(year),
        factors={str(k): factors(year, k) for k in [1, 3]},
        james_stein=shrunk_mean(year, ShrunkMuMethods.JAMES_STEIN, False),
        james_stein_minimum_variance=shrunk_mean(year, ShrunkMuMethods.JAMES_STEIN, True),
        bayes_stein=shrunk_mean(year, ShrunkMuMethods.BAYES_STEIN, False),
        bayes_stein_minimum_variance=shrunk_mean(year, ShrunkMuMethods.BAYES_STEIN, True),
        equilibrium=dict(weights=(market / market.sum()).tolist(), risk_aversion=3.0,
                         mean=EquilibriumMu(risk_aversion=3.0, weights=market / market.sum()).fit(year).mu_.tolist()),
        black_litterman=black_litterman(year),
    ),
    weeks=dict(
        ledoit_wolf=shrunk(skc.LedoitWolf(), weeks),
        oas=shrunk(skc.OAS(), weeks),
        constant_correlation=constant_correlation(weeks),
        gerber={"0.5": gerber(weeks, 0.5)},
    ),
    gaps=dict(
        mean=gaps.mean().tolist(),
        covariance=upper(gaps.cov()),
        smallest_correlation_eigenvalue=float(np.linalg.eigvalsh(gaps.cov() / np.outer(gaps.std(), gaps.std()))[0]),
        nearest=upper(cov_nearest(gaps.cov().to_numpy())),
    ),
)
if __name__ == "__main__":
    (HERE / "estimates_us20.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
