"""The peers' side of `cargo xtask bench`.

Reads a piece of work a line from standard input, as JSON, and answers each with a line:

    {"open": "<folder>", "sets": {"20": {"days": 8312, "assets": 20}}}        reads the returns
    {"work": "min_variance", "peer": "skfolio", "data": "20", "seconds": 1}   repeats a work
    {"judge": "min_variance", "data": "20", "ours": [[...]], "theirs": [[...]]}

The judge is numpy alone and knows neither side's code.
"""

import json
import pathlib
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

import judge
import risk  # noqa: F401  registers its works
from work import WORKS

PACKAGES = [
    "skfolio", "riskfolio-lib", "pyportfolioopt", "cvxcla", "cvxpy", "clarabel", "quadprog",
    "daqp", "piqp", "numpy", "pandas", "empyrical-reloaded", "quantstats",
]


def opened(folder, sets):
    """The returns as frames with days, as the libraries want them."""
    frames = {}
    for name, shape in sets.items():
        numbers = np.fromfile(pathlib.Path(folder) / f"{name}.f64", dtype="<f8")
        days = pd.bdate_range("1990-01-03", periods=shape["days"])
        assets = [f"A{i:03}" for i in range(shape["assets"])]
        frames[name] = pd.DataFrame(
            numbers.reshape(shape["days"], shape["assets"]), index=days, columns=assets
        )
    return frames


def measured(request, frames, warm):
    """Milliseconds of the processor for each run, and the portfolios of the last one.

    Time that other programs take is not held against a peer. The first run ever is not counted,
    unless it is so slow that it is the only one.
    """
    run = WORKS[request["work"], request["peer"]](frames[request["data"]])
    key = (request["work"], request["peer"], request["data"])
    millis, start = [], time.perf_counter()
    while True:
        begin = time.process_time()
        portfolios = run()
        took = 1e3 * (time.process_time() - begin)
        spent = time.perf_counter() - start
        if key in warm or spent > 3:
            millis.append(took)
        warm.add(key)
        if millis and (spent >= request["seconds"] or len(millis) >= 500):
            break
    portfolios = np.atleast_2d(portfolios).tolist()
    return {"ms": millis, "seconds": spent, "portfolios": portfolios}


def main():
    warnings.filterwarnings("ignore")
    # Whatever a library prints must not be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    frames, warm = {}, set()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "open" in request:
                frames = opened(request["open"], request["sets"])
                answer = {name: version(name) for name in PACKAGES}
            elif "judge" in request:
                answer = judge.compare(request, frames[request["data"]].to_numpy())
            else:
                answer = measured(request, frames, warm)
        except Exception as error:  # a peer that fails is a finding, not the end
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
