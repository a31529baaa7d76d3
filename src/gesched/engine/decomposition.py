"""A bound of the whole from a bound of each employee's part (Lagrangian decomposition; Geoffrion 1974).

What employees share is priced by the linear relaxation's multipliers; then each is a problem of its own, and
small. CP-SAT proves far more of these, one by one, than of all at once: a tree search of the whole would have
to go through every combination of what is open for each.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.columns import FINE, STEEPEST, Block, taken_apart
from gesched.engine.relaxation import SCALE, weak_duality
from gesched.engine.running import Begun
from gesched.engine.slices import CpSat, Slice, Status
from gesched.model import Numbers, Program


@dataclass(frozen=True, slots=True)
class InTurn:
    """Questions to CP-SAT, one after the other, as one task.

    Parameters
    ----------
    questions
        Of which parts, by their places, and what to ask.
    effort
        Deterministic time after which no other is begun.
    """

    questions: tuple[tuple[int, CpSat], ...]
    effort: float

    def begin(self, seconds: float | None) -> Begun[dict[int, Slice]]:
        """Return what asks, and tells the answers it got to by the parts' places; and what stops it."""
        stopped, end = False, None if seconds is None else time.monotonic() + seconds
        stops: list[Callable[[], object]] = []

        def ask() -> dict[int, Slice]:
            found: dict[int, Slice] = {}
            for place, question in self.questions:
                left = None if end is None else end - time.monotonic()
                spent = sum(one.effort for one in found.values())
                if stopped or spent >= self.effort or (left is not None and left <= 0):
                    break
                asking, stop_asking = question.begin(left)
                stops[:] = [stop_asking]
                found[place] = asking()
            return found

        def stop() -> None:
            nonlocal stopped
            stopped = True
            for one in tuple(stops):
                one()

        return ask, stop


@dataclass
class _Part:
    """One employee's part at the multipliers, and what is proven of it so far, in ``FINE``."""

    block: Block
    program: Program
    least: int
    proven: bool = False
    asked: int = 0

    def gap(self, values: Numbers) -> int:
        """Return by how much values of all variables are above what is proven."""
        return int(self.program.costs @ values[self.block.program.numbers]) - self.least


class Decomposition:
    """A program taken apart by employees, and what is proven of each.

    Parameters
    ----------
    program
        The program.
    owners
        For each variable the employee whom it concerns alone, or ``SHARED``.
    multipliers
        For each row the linear relaxation's, in ``SCALE``.

    Attributes
    ----------
    program
        The program.
    """

    def __init__(self, program: Program, owners: Numbers, multipliers: Numbers) -> None:
        self.program = program
        useful = program.rows.useful(multipliers)
        blocks, self._rest = taken_apart(program, owners)
        prices = useful[program.rows.places(self._rest.rows.origins)] * FINE // SCALE
        self._prices = np.clip(prices, -STEEPEST, STEEPEST)
        self._parts = []
        for block in blocks:
            priced = block.priced(self._prices, block.program.start)
            own = useful[program.rows.places(priced.rows.origins)]
            self._parts.append(_Part(block, priced, weak_duality(priced, own * FINE)))

    @property
    def bound(self) -> int:
        """What the whole cannot go below."""
        finer = SCALE // FINE
        return weak_duality(self._rest, self._prices * finer, finer * sum(part.least for part in self._parts))

    @property
    def exhausted(self) -> bool:
        """Whether all is proven of every part; others' prices might prove more of the whole."""
        return all(part.proven for part in self._parts)

    def open_parts(self, values: Numbers) -> list[int]:
        """Return the parts of which not all is proven: those asked least first, then the widest gap.

        Parameters
        ----------
        values
            For each variable what it is worth in the best solution known.
        """
        places = [place for place, part in enumerate(self._parts) if not part.proven]
        return sorted(places, key=lambda at: (self._parts[at].asked, -self._parts[at].gap(values)))

    def part(self, place: int, values: Numbers) -> Program:
        """Return a part at its prices, to start from values of all variables."""
        part = self._parts[place]
        return replace(part.program, start=values[part.block.program.numbers])

    def note(self, place: int, answer: Slice) -> None:
        """Remember what CP-SAT proved of a part."""
        part = self._parts[place]
        part.asked += 1
        if len(answer.values):
            part.least = max(part.least, answer.bound)
            part.proven = answer.status is Status.OPTIMAL
