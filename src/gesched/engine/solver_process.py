"""A solver as a program of its own: what to solve in, what was found out, in words of MathOpt.

Some solvers hear of no interruption, or not while they are at a relaxation, but a process can be ended at any
time. It is run by its path, and imports nothing of this package, so that it begins soon.
"""

import os
import signal
import sys

import numpy as np
from ortools.math_opt import callback_pb2, rpc_pb2
from ortools.math_opt.core.python import solver


def main() -> None:
    """Write why it ended, then a value for each variable and a dual value for each row, as 64-bit floats.

    There are values where a solution was found, and dual values where the solver tells them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a solver prints must not come between the numbers.
    told = os.dup(1)
    os.dup2(2, 1)
    asked = rpc_pb2.SolveRequest.FromString(sys.stdin.buffer.read())
    # Without the library's own objects, one a variable and row: they would take as much memory as HiGHS.
    result = solver.solve(
        asked.model,
        asked.solver_type,
        asked.initializer,
        asked.parameters,
        asked.model_parameters,
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    with os.fdopen(told, "wb") as output:
        output.write(np.float64(result.termination.reason).tobytes())
        for found in result.solutions[:1]:
            for one in (found.primal_solution.variable_values, found.dual_solution.dual_values):
                output.write(np.array(one.values, np.float64).tobytes())


if __name__ == "__main__":
    main()
