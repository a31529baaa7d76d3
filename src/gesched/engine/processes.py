"""Solvers in processes that can be ended: where nothing interrupts them, or not soon."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2, rpc_pb2

from gesched.model import FAR, Program

_PROGRAM = Path(__file__).with_name("solver_process.py")
_TOLD = 500
"""How much of what a process complains of is told."""

Floats = npt.NDArray[np.float64]


class NoProcess(Exception):
    """No process can do it; it says why."""


class Answer(NamedTuple):
    """What a solver found out.

    Parameters
    ----------
    reason
        Why it ended, as MathOpt numbers it.
    numbers
        A value for each variable, then a dual value for each row, where it tells them; empty where it found
        no solution.
    """

    reason: int
    numbers: Floats


class Processes:
    """Solves in processes, one at a time, and can be stopped from another thread, for good.

    Parameters
    ----------
    seconds
        How long one may take; ``None`` is without limit.

    Attributes
    ----------
    stopped
        Whether nothing is solved any more.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.stopped = False

    def stop(self) -> None:
        """End what is being solved, and solve nothing from now on."""
        with self._lock:
            self.stopped = True
            if self._process is not None:
                self._process.kill()

    def answer(self, asked: rpc_pb2.SolveRequest) -> Answer | None:
        """Return what it finds; ``None`` where it was stopped. Raise ``NoProcess`` where none can do it."""
        if self._seconds is not None:
            asked.parameters.time_limit.FromMilliseconds(round(1000 * self._seconds))
        try:
            process = self._begun()
        except OSError as error:
            raise NoProcess(str(error)) from error
        if process is None:
            return None
        with process:
            told, complaints = process.communicate(asked.SerializeToString())
        if self.stopped:
            return None
        if process.returncode or not told:
            raise NoProcess(complaints.decode(errors="replace")[-_TOLD:])
        numbers = np.frombuffer(told, np.float64)
        return Answer(int(numbers[0]), numbers[1:])

    def _begun(self) -> subprocess.Popen[bytes] | None:
        """Return a process that waits for what to solve, unless we were stopped."""
        with self._lock:
            if self.stopped:
                return None
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and a file of ours
                [sys.executable or "python", "-P", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Ctrl-C at the keyboard is for us.
                start_new_session=True,
            )
            return self._process


def in_words_of_math_opt(program: Program, *, whole: bool) -> model_pb2.ModelProto:
    """Return a program as a model of MathOpt, with whole variables or with fractions of them."""
    model, rows = model_pb2.ModelProto(), program.rows
    variables, priced = len(program.uppers), np.flatnonzero(program.costs)
    model.variables.ids.extend(range(variables))
    model.variables.lower_bounds.extend([0.0] * variables)
    model.variables.upper_bounds.extend(program.uppers.astype(float).tolist())
    model.variables.integers.extend([whole] * variables)
    model.objective.linear_coefficients.ids.extend(priced.tolist())
    model.objective.linear_coefficients.values.extend(program.costs[priced].astype(float).tolist())
    model.objective.offset = float(program.offset)
    model.linear_constraints.ids.extend(range(len(rows)))
    model.linear_constraints.lower_bounds.extend(np.where(rows.lowers == -FAR, -np.inf, rows.lowers).tolist())
    model.linear_constraints.upper_bounds.extend(np.where(rows.uppers == FAR, np.inf, rows.uppers).tolist())
    row_of_entry = rows.row_of_entry()
    order = np.lexsort((rows.columns, row_of_entry))
    model.linear_constraint_matrix.row_ids.extend(row_of_entry[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(rows.columns[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(rows.factors[order].astype(float).tolist())
    return model
