"""The same rows as a mixed-integer program for HiGHS, in a process of its own.

It needs ``highspy<1.15``, beside numpy alone: GESCHED_HIGHS_PYTHON may name another Python that has it.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from groups import Planted

import gesched
from gesched.model import FAR
from peers.posted import Posted, posted

SOLVER = Path(__file__).with_name("highs_process.py")


def run(planted: Planted, seconds: float, seed: int) -> gesched.Schedule | None:
    """Return the best that HiGHS has found when its process is killed, the making of the rows included."""
    begun = time.perf_counter()
    whole = posted(planted)
    with tempfile.TemporaryDirectory() as folder:
        rows, found = Path(folder) / "rows.npz", Path(folder) / "found.npy"
        _write(whole, rows)
        left = max(0.1, seconds - (time.perf_counter() - begun))
        python = os.environ.get("GESCHED_HIGHS_PYTHON", sys.executable)
        command = [python, str(SOLVER), str(rows), str(found), str(left), str(seed)]
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        with contextlib.suppress(subprocess.TimeoutExpired):  # it may go on long after its own limit
            subprocess.run(command, check=True, timeout=left, env=environment)
        if not found.exists():
            return None
        values = np.load(found).round().astype(int).tolist()
    return whole.schedule(values)


def _write(whole: Posted, path: Path) -> None:
    """Write the rows as arrays, entries one row after the other."""
    starts, numbers, factors, lowers, uppers = [0], list[int](), list[int](), list[float](), list[float]()
    for row, lower, upper in whole.model.rows:
        numbers += [number for number, _ in row.terms]
        factors += [factor for _, factor in row.terms]
        lowers.append(-np.inf if lower == -FAR else lower - row.constant)
        uppers.append(np.inf if upper == FAR else upper - row.constant)
        starts.append(len(numbers))
    costs = np.zeros(len(whole.model.uppers))
    for number, factor in whole.total.terms:
        costs[number] = factor
    np.savez(
        path,
        starts=starts,
        numbers=numbers,
        factors=factors,
        lowers=lowers,
        uppers=uppers,
        costs=costs,
        most=whole.model.uppers,
        decisions=len(whole.model.cells),
    )
