"""HiGHS as a program of its own: a linear model in, its optimum, at a vertex, out.

Nothing interrupts HiGHS, but a process can be ended at any time. It is run by its path, and imports nothing
of this package, so that it begins soon.
"""

import os
import signal
import sys

import numpy as np
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2, result_pb2
from ortools.math_opt.core.python import solver


def main() -> None:
    """Write a value for each variable, then a dual value for each row, as 64-bit floats; nothing if none.

    The arguments are HiGHS's name of a method, and how many seconds it may take, if that is limited.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a solver prints must not come between the numbers.
    told = os.dup(1)
    os.dup2(2, 1)
    parameters = parameters_pb2.SolveParametersProto()
    parameters.highs.string_options["solver"] = sys.argv[1]
    parameters.highs.string_options["parallel"] = "off"
    if len(sys.argv) > 2:
        parameters.time_limit.FromMilliseconds(round(1000 * float(sys.argv[2])))
    # Without the library's own objects, one a variable and row: they would take as much memory as HiGHS.
    result = solver.solve(
        model_pb2.ModelProto.FromString(sys.stdin.buffer.read()),
        parameters_pb2.SOLVER_TYPE_HIGHS,
        parameters_pb2.SolverInitializerProto(),
        parameters,
        model_parameters_pb2.ModelSolveParametersProto(),
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    if result.termination.reason == result_pb2.TERMINATION_REASON_OPTIMAL:
        found = result.solutions[0]
        with os.fdopen(told, "wb") as output:
            for one in (found.primal_solution.variable_values, found.dual_solution.dual_values):
                output.write(np.array(one.values, np.float64).tobytes())


if __name__ == "__main__":
    main()
