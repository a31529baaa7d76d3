"""What solvers claim, held against what is counted: what cannot be right is told, and not believed."""

import logging

from gesched.engine.incumbent import Incumbent
from gesched.engine.slices import Slice, Status
from gesched.engine.stages import Bound, Stage
from gesched.errors import WrongAnswer
from gesched.model import Program

_LOGGER = logging.getLogger("gesched")
_RELAXATION, _COLUMNS, _CP_SAT = "linear relaxation", "column generation", "CP-SAT"
_DECOMPOSITION = "Lagrangian decomposition"


class Claims:
    """Judges what is claimed of stages.

    Parameters
    ----------
    best
        The best schedule, of which nothing can be better than its bound.
    """

    def __init__(self, best: Incumbent) -> None:
        self._best = best

    def is_called_infeasible(self, stage: Stage, program: Program, found: Slice) -> bool:
        """Return whether CP-SAT says that a program has no solution, which is wrong: it started from one."""
        if found.status is not Status.INFEASIBLE:
            return False
        if not program.holds(program.start):
            raise WrongAnswer([f"{stage.objective.name}: a search began from what is no solution"])
        self.disbelieve_infeasible(stage)
        return True

    def disbelieve_infeasible(self, stage: Stage) -> None:
        """Tell that CP-SAT called infeasible what has a solution."""
        self._disbelieve(stage, "that what it started from cannot be")

    def of_cp_sat(self, stage: Stage, program: Program, found: Slice, *, taken: bool) -> Bound | None:
        """Return the bound that CP-SAT claims for the whole of a stage, unless it cannot be right.

        Where what it found is ``taken`` over, the best cannot count more than it claims to have reached.
        """
        value = self._best.value(stage.total)
        if self.is_called_infeasible(stage, program, found):
            return None
        if taken and found.status is Status.OPTIMAL and found.bound < value:
            self._disbelieve(stage, f"{found.bound} as reached, {value} counted")
            return None
        return self._believed(stage, found.bound, _CP_SAT)

    def of_component(self, stage: Stage, program: Program, found: Slice) -> int | None:
        """Return the bound that CP-SAT claims for a component, unless it cannot be right."""
        if self.is_called_infeasible(stage, program, found):
            return None
        known = found.values if len(found.values) else program.start
        reached = program.value(known)
        if found.bound > reached:
            self._disbelieve(stage, f"{found.bound} as the least of a component, {reached} counted")
            return None
        return found.bound

    def of_components(self, stage: Stage, least: int) -> Bound | None:
        """Return the bound of all components together, which rests on what CP-SAT claims of each."""
        return self._believed(stage, least, _CP_SAT)

    def of_columns(self, stage: Stage, least: int | None) -> Bound | None:
        """Return the bound of column generation, which rests on what CP-SAT claims of each employee."""
        return None if least is None else self._believed(stage, least, _COLUMNS)

    def of_decomposition(self, stage: Stage, least: int) -> Bound | None:
        """Return the bound of a decomposition, which rests on what CP-SAT claims of each employee."""
        return self._believed(stage, least, _DECOMPOSITION)

    def of_relaxation(self, stage: Stage, least: int | None) -> Bound | None:
        """Return the bound of a relaxation; that is counted here, so one that is too high is a defect."""
        value = self._best.value(stage.total)
        if least is not None and least > value:
            raise WrongAnswer([f"{stage.objective.name}: {least} bounds it from below, {value} counted"])
        return None if least is None else Bound(least, _RELAXATION)

    def hold_floor(self, stage: Stage) -> None:
        """Raise where a goal says that an objective cannot go below more than it comes to: it is a defect."""
        value, floor = self._best.value(stage.total), stage.floor
        if floor.least > value:
            told = f"{floor.least} bounds it from below ({floor.prover}), {value} counted"
            raise WrongAnswer([f"{stage.goal}, {stage.objective.name or 'a rank'}: {told}"])

    def _believed(self, stage: Stage, least: int, prover: str) -> Bound | None:
        value = self._best.value(stage.total)
        if least <= value:
            return Bound(least, prover)
        self._disbelieve(stage, f"{least} as the least, {value} counted")
        return None

    def _disbelieve(self, stage: Stage, claim: str) -> None:
        """Tell of an answer that cannot be right; the search goes on as if there had been none."""
        _LOGGER.warning("%s: CP-SAT claims %s; it is not believed", stage.objective.name, claim)
