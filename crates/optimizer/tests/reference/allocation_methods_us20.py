"""Makes allocation_methods_us20.json: reference allocations on the bundled us20 prices.

Run from the repository root with skfolio 1.12.2, scipy 1.17.1, cvxpy and clarabel:
    python crates/optimizer/tests/reference/allocation_methods_us20.py ALLOCATION_US20_JSON
where ALLOCATION_US20_JSON is the file of full-precision peer results (risk_parity, hrp, herc,
max_diversification), which is copied. Solver results (`*_exact`) are Clarabel's at 1e-9 or better on the
covariance scaled to mean variance 1; those of skfolio itself are only good to about 1e-5.
"""
import json, pathlib, sys, warnings
import numpy as np, pandas as pd, cvxpy as cp
import scipy.cluster.hierarchy as sch, scipy.spatial.distance as ssd
from skfolio import RiskMeasure
from skfolio.cluster import HierarchicalClustering, LinkageMethod
from skfolio.optimization import (HierarchicalEqualRiskContribution, HierarchicalRiskParity,
                                  MeanRisk, NestedClustersOptimization, RiskBudgeting)

warnings.filterwarnings("ignore")
px = pd.read_csv("data/starter/us20_adjclose_1990_2022.csv.gz", index_col="date", parse_dates=True)
X = px.pct_change().iloc[1:]
R = X.to_numpy(); n = R.shape[1]; S = np.cov(R, rowvar=False); P = S / np.mean(np.diag(S)); mu = R.mean(0)
C = np.corrcoef(R.T); L = np.linalg.cholesky(P)
peers = json.load(open(sys.argv[1]))
out = {k: peers[k] for k in ("risk_parity", "hrp", "herc_skfolio_default", "max_diversification")}

D = np.sqrt(np.clip((1 - C) / 2, 0, 1)); d = ssd.squareform(D, checks=False)
def exact(objective, constraints, w):
    p = cp.Problem(objective, constraints)
    for t in (1e-12, 1e-11, 1e-10, 1e-9):   # the tightest that Clarabel reaches
        try: p.solve(solver=cp.CLARABEL, tol_gap_abs=t, tol_gap_rel=t, tol_feas=t, max_iter=500)
        except cp.SolverError: continue
        if p.status == "optimal": print(f"tolerance {t}"); return w.value
    raise RuntimeError(p.status)

def min_variance(A):
    A = A / np.mean(np.diag(A)); w = cp.Variable(len(A))
    return exact(cp.Minimize(cp.sum_squares(np.linalg.cholesky(A).T @ w)), [cp.sum(w) == 1, w >= 0], w)

def nested(labels):
    V = np.zeros((n, labels.max() + 1))
    for c in range(labels.max() + 1):
        i = np.flatnonzero(labels == c); V[i, c] = min_variance(P[np.ix_(i, i)])
    return (V @ min_variance(V.T @ P @ V)).tolist()

out["linkage"] = {}
for m in LinkageMethod:
    if m.value not in ("single", "complete", "average", "ward"): continue
    Z = sch.linkage(d, m.value); O = sch.linkage(d, m.value, optimal_ordering=True)
    hc = HierarchicalClustering(linkage_method=m).fit(D)
    out["linkage"][m.value] = dict(
        leaf_order=sch.leaves_list(Z).tolist(), leaf_order_optimal=sch.leaves_list(O).tolist(),
        heights=Z[:, 2].tolist(), clusters=int(hc.n_clusters_), labels=hc.labels_.tolist(),
        labels_of_7=(sch.fcluster(Z, 7, "maxclust") - 1).tolist(),
        hrp_skfolio=HierarchicalRiskParity(hierarchical_clustering_estimator=hc).fit(X).weights_.tolist(),
        herc_skfolio=HierarchicalEqualRiskContribution(hierarchical_clustering_estimator=hc).fit(X).weights_.tolist(),
        nco_skfolio=NestedClustersOptimization(clustering_estimator=hc, cv="ignore").fit(X).weights_.tolist(),
        nco_exact=nested(hc.labels_))
out["hrp_bounds"] = dict(min=0.03, max=0.08, weights=HierarchicalRiskParity(min_weights=0.03, max_weights=0.08).fit(X).weights_.tolist())
out["herc_bounds"] = dict(min=0.01, max=0.1, weights=HierarchicalEqualRiskContribution(min_weights=0.01, max_weights=0.1).fit(X).weights_.tolist())

def budgeting(b, cap, tech):
    y = cp.Variable(n); k = cp.Variable()
    c = [cp.sum(y) == k, y <= cap * k, cp.sum(y[tech]) >= 0.2 * k]
    exact(cp.Minimize(0.5 * cp.sum_squares(L.T @ y) - b @ cp.log(y)), c, y)
    return (y.value / k.value).tolist()
b = np.arange(1, n + 1) / (n * (n + 1) / 2); tech = [0, 1, 2, 12]
out["risk_budget"] = dict(budget=b.tolist(), skfolio=RiskBudgeting(risk_budget=dict(zip(X.columns, b))).fit(X).weights_.tolist())
out["risk_budget_capped"] = dict(cap=0.06, group=tech, group_min=0.2, exact=budgeting(np.full(n, 1 / n), 0.06, tech),
    skfolio_cap_only=RiskBudgeting(max_weights=0.06).fit(X).weights_.tolist())

last = R[-500:]
def cvar_budgeting(b, beta=0.95):
    T = len(last); y = cp.Variable(n); a = cp.Variable(); u = cp.Variable(T, nonneg=True)
    exact(cp.Minimize(100 * (a + cp.sum(u) / ((1 - beta) * T)) - b @ cp.log(y)), [u >= -last @ y - a], y)
    return (y.value / y.value.sum()).tolist()
out["cvar_risk_budget_last_500"] = dict(confidence=0.95, exact=cvar_budgeting(np.full(n, 1 / n)), exact_budget=cvar_budgeting(b),
    skfolio=RiskBudgeting(risk_measure=RiskMeasure.CVAR).fit(X.iloc[-500:]).weights_.tolist())

w = cp.Variable(n); bench = np.zeros(n); bench[:5] = [0.4, 0.25, 0.15, 0.1, 0.1]
out["tracking"] = dict(benchmark=bench.tolist(), cap=0.2, exact=exact(cp.Minimize(cp.sum_squares(L.T @ (w - bench))), [cp.sum(w) == 1, w >= 0, w <= 0.2], w).tolist())
r = R @ np.full(n, 1 / n) + 0.002 * np.sin(np.arange(len(R))); c = np.array([np.cov(R[:, i], r)[0, 1] for i in range(n)]) / np.mean(np.diag(S))
out["tracking_series"] = dict(series="equal weights + 0.002 sin(day), day from 0", cap=0.06, exact=exact(cp.Minimize(cp.sum_squares(L.T @ w) - 2 * c @ w), [cp.sum(w) == 1, w >= 0, w <= 0.06], w).tolist())

A = S * 252; M = np.linalg.cholesky(A); T = len(R); K = np.linalg.cholesky(A / T); out["robust"] = []
for kappa, lam in ((0.5, 2.0), (2.0, 0.0), (5.0, 1.0)):
    p = exact(cp.Maximize(mu * 252 @ w - kappa * cp.norm(K.T @ w) - lam * cp.sum_squares(M.T @ w)), [cp.sum(w) == 1, w >= 0], w)
    out["robust"].append(dict(kappa=kappa, risk_aversion=lam, exact=p.tolist()))
G = np.diag(np.diag(A)) / 50; g = np.sqrt(np.diag(G))
p = exact(cp.Maximize(mu * 252 @ w - 1.5 * cp.norm(cp.multiply(g, w)) - 2.0 * cp.sum_squares(M.T @ w)), [cp.sum(w) == 1, w >= 0], w)
out["robust_diagonal"] = dict(kappa=1.5, risk_aversion=2.0, uncertainty="diag(annual covariance) / 50", exact=p.tolist())
path = pathlib.Path(__file__).with_suffix(".json"); path.write_text(json.dumps(out) + "\n"); print(path, path.stat().st_size)
