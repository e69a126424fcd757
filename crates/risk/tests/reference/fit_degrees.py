# The degrees of freedom in src/simulation/degrees.rs: SciPy's density and its bounded minimum.
import numpy as np
from scipy import optimize, stats


def sample(n):
    return np.array([((i * 7919) % 1009) / 25000 - 0.02 + (0.08 if i % 97 == 0 else 0) - (0.06 if i % 61 == 0 else 0)
                     for i in range(n)])


for n in (500, 60):
    x = sample(n)
    m, s = x.mean(), x.std(ddof=1)
    f = lambda l: -stats.t.logpdf(x, 2 + np.exp(l), m, s * np.sqrt(np.exp(l) / (2 + np.exp(l)))).sum()
    r = optimize.minimize_scalar(f, bounds=(np.log(0.05), np.log(198)), method="bounded", options=dict(xatol=1e-12))
    print(n, 2 + np.exp(r.x))  # 4.240556559742334, 199.99997171446213 (SciPy's open end)
