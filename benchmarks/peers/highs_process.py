"""Minimise the rows of a file with HiGHS, and keep the decisions of the best solution in another one."""

import sys
from pathlib import Path
from typing import Any

import highspy
import numpy as np


def program(rows: Any) -> "highspy.HighsLp":
    """Return the rows as a program, every variable whole."""
    linear = highspy.HighsLp()
    linear.num_col_, linear.num_row_ = len(rows["costs"]), len(rows["lowers"])
    linear.col_cost_, linear.col_lower_ = rows["costs"], np.zeros(len(rows["costs"]))
    linear.col_upper_ = rows["most"].astype(float)
    linear.row_lower_, linear.row_upper_ = rows["lowers"], rows["uppers"]
    linear.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    linear.a_matrix_.start_ = rows["starts"]
    linear.a_matrix_.index_ = rows["numbers"]
    linear.a_matrix_.value_ = rows["factors"].astype(float)
    linear.integrality_ = [highspy.HighsVarType.kInteger] * len(rows["costs"])
    return linear


def main(source: str, target: str, seconds: str, seed: str) -> None:
    rows = np.load(source)
    decisions, path = int(rows["decisions"]), Path(target)

    def keep(values: Any) -> None:
        beside = path.with_name("beside.npy")
        np.save(beside, np.asarray(values)[:decisions])
        beside.replace(path)

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("random_seed", int(seed))
    solver.passModel(program(rows))
    solver.cbMipImprovingSolution.subscribe(lambda event: keep(event.data_out.mip_solution))
    solver.run()
    if solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        keep(solver.getSolution().col_value)


if __name__ == "__main__":
    main(*sys.argv[1:])
