"""Rows over variables, and the expressions that are derived from them, each a function of those before."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from gesched.goals import per_mille
from gesched.linear import NOTHING, Linear
from gesched.model.definitions import IsAmong, Largest, Worst
from gesched.model.incidence import Incidence, Numbers, distinct
from gesched.model.program import FAR, REQUIRED, Entries, Sum, breach
from gesched.model.variables import Variables

_SUMS = 32
_LAST_ROWS, _LAST_PART = 5_000, 50
"""Rows that are still posted once it was stopped, and what part of those there are besides: more than to take
stock of what is posted takes, and done in a moment."""


class Stopped(Exception):
    """No more is posted."""


class Expressions(Variables):
    """Variables and rows, and derived expressions, each made once.

    In what a solver finds, ``reaches`` and ``either`` are what they mean; the others are at least that, and
    are to be kept small.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows_left: int | None = None
        # Rows: which variables, with which factors, between which bounds; and the variable that a row
        # belongs to, without which it is of no use.
        self._rows = Incidence()
        self._factors = array("q")
        self._lowers = array("q")
        self._highers = array("q")
        self._owners = array("i")
        self._chosen = array("i")
        # What was made already, by what it is of; of most kinds there are very many.
        self._made: defaultdict[str, dict[bytes, int]] = defaultdict(dict)
        self._totals: defaultdict[str, dict[object, Linear]] = defaultdict(dict)
        self._steps: dict[bytes, dict[int, int]] = {}
        # By identity, as to hash a long one is slow; kept together with it, so that it stays the same one.
        self._sums: dict[int, tuple[Linear, Sum]] = {}

    @property
    def rows(self) -> Iterator[tuple[Linear, int, int]]:
        """Every row as expression, lower and upper bound."""
        for row in range(len(self._rows)):
            place = self._rows.place(row)
            terms = zip(self._rows.numbers[place].tolist(), self._factors[place], strict=True)
            yield Linear(tuple(terms)), self._lowers[row], self._highers[row]

    def stop(self) -> None:
        """Post not much more, whoever asks in whichever thread: that raises ``Stopped`` from then on.

        Asked again, as it still goes on, it posts half as much as was left.
        """
        left = self._rows_left
        self._rows_left = _LAST_ROWS + len(self._rows) // _LAST_PART if left is None else left // 2

    @property
    def must_stop(self) -> bool:
        """Whether it was asked to stop."""
        return self._rows_left is not None

    def _add(self, total: Linear, lower: int, upper: int, owner: int = REQUIRED) -> None:
        """Post ``lower <= total <= upper``; ``owner`` is the variable that the row helps to define."""
        if self._rows_left is not None:
            self._rows_left -= 1
            if self._rows_left < 0:
                raise Stopped
        self._rows.append([number for number, _ in total.terms])
        self._factors.extend([factor for _, factor in total.terms])
        self._lowers.append(lower if lower == -FAR else lower - total.constant)
        self._highers.append(upper if upper == FAR else upper - total.constant)
        self._owners.append(owner)

    def _tie(self, number: int, total: Linear, factor: int, lower: int, upper: int) -> None:
        """Post ``lower <= total + factor * variable <= upper``, which helps to define the variable.

        It is made after all that stand in the sum.
        """
        self._add(Linear((*total.terms, (number, factor)), total.constant), lower, upper, number)

    def _once(self, kind: str, of: object, make: Callable[[], Linear]) -> Linear:
        known = self._totals[kind]
        if of not in known:
            known[of] = make()
        return known[of]

    def _variable(self, kind: str, of: bytes, make: Callable[[], int]) -> Linear:
        """Return a variable that is made once."""
        known = self._made[kind]
        number = known.get(of)
        if number is None:
            number = known[of] = make()
        return Linear(((number, 1),))

    def _counted(self, total: Linear) -> Linear:
        """Return a variable that equals a long sum, so that rows stay short."""
        _, upper = self._range(total)
        if len(total.terms) < 2:
            return total
        number = self._new_sum(upper, (total,))
        self._tie(number, total, -1, 0, 0)
        return Linear.of({number: 1})

    def positive(self, total: Linear) -> Linear:
        """Return ``max(0, total)``."""
        lower, upper = self._range(total)
        if lower >= 0:
            return total
        if upper <= 0:
            return NOTHING

        def make() -> int:
            number = self._new_sum(upper, (total,))
            self._tie(number, total, -1, -FAR, 0)
            return number

        return self._variable("positive", _key(total), make)

    def reaches(self, total: Linear, least: int) -> Linear:
        """Return 1 where ``total >= least``, else 0."""
        total, least = Linear(total.terms), int(least) - total.constant
        lower, upper = self._range(total)
        if least <= lower:
            return Linear(constant=1)
        if least > upper:
            return NOTHING

        def make() -> int:
            number = self._new_sum(1, (total,), least - 1)
            self._tie(number, total, lower - least, lower, FAR)
            self._order(total, least, number, upper)
            return number

        return self._variable("reaches", _key(total - least), make)

    def either(self, parts: Iterable[Linear]) -> Linear:
        """Return 1 where any of some expressions, each 0 or 1, is 1, else 0."""
        different = tuple(dict.fromkeys(part for part in parts if part.terms or part.constant))
        if any(not part.terms for part in different):
            return Linear(constant=1)
        if len(different) < 2:
            return Linear.total(different)

        def make() -> int:
            # Where rows are broken, a part may be below 0, and must not make up for another.
            is_sum = all(self._range(part)[0] >= 0 for part in different)
            number = self._new_sum(1, different) if is_sum else self._new_other(1, Largest(different))
            for part in different:
                self._tie(number, part, -1, -FAR, 0)
            self._tie(number, Linear.total(different) * -1, 1, -FAR, 0)
            return number

        return self._variable("either", _key(*different), make)

    def _order(self, total: Linear, least: int, number: int, upper: int) -> None:
        """Set a step among the others of its expression: each holds where a higher one does.

        Each step allows no more than up to the next: tighter, for a relaxation, than one big step.
        """
        steps = self._steps.setdefault(_key(total), {})
        above = sorted(step for step in steps if step > least)
        below = max((step for step in steps if step < least), default=None)
        steps[least] = number
        room = {
            steps[step]: after - step
            for step, after in zip([least, *above], [*above, upper + 1], strict=True)
        }
        self._add(total - Linear.of(room), -FAR, least - 1, number)
        if above:
            self._add(Linear.of({steps[above[0]]: 1, number: -1}), -FAR, 0, number)
        if below is not None:
            self._add(Linear.of({number: 1, steps[below]: -1}), -FAR, 0, number)

    def worst_per_mille(self, parts: Iterable[tuple[Linear, int]]) -> Linear:
        """Return the largest of ``1000 * part / whole`` of pairs, rounded up; at least 0."""
        pairs = tuple((part, whole) for part, whole in parts if part.terms or part.constant > 0)
        if not pairs:
            return NOTHING

        def make() -> Linear:
            most = max(per_mille(self._range(part)[1], whole) for part, whole in pairs)
            number = self._new_other(max(1, most), Worst(pairs))
            for part, whole in pairs:
                self._tie(number, part * 1000, -whole, -FAR, 0)
            return Linear.of({number: 1})

        return self._once("worst", pairs, make)

    def beyond_largest(self, parts: Sequence[Linear], largest: int) -> Linear:
        """Return what parts add up to beyond the largest of them.

        Each term of a part is counted for itself, so that a relaxation cannot leave out a part by halves.

        Parameters
        ----------
        parts
            Sums without a negative coefficient.
        largest
            How many are left out; of equals the first.
        """
        found = tuple(part for part in parts if self._range(part)[1])
        if len(found) <= largest:
            return NOTHING

        def make() -> Linear:
            places = range(len(found))
            chosen = [self._new_other(1, IsAmong(found, place, largest)) for place in places]
            self._chosen.extend(chosen)
            rest = Linear.total(
                self.positive(one - Linear.of({number: self._range(one)[1]}))
                for part, number in zip(found, chosen, strict=True)
                for one in part.summands
            )
            # Of use only together with the rest, all of which is asked for, or nothing.
            self._add(Linear.of(dict.fromkeys(chosen, 1)), 0, largest, rest.terms[-1][0])
            return rest

        return self._once("beyond", (found, largest), make)

    @property
    def chosen(self) -> Numbers:
        """The derived variables that choose which parts are the largest, ascending."""
        return np.array(self._chosen, np.int64)

    def completed(self, values: Numbers | None = None) -> Numbers:
        """Return values, or zeros, with those of variables made since, whose rows are then ready for use."""
        known = np.zeros(0, np.int64) if values is None else values
        more = np.zeros(len(self.uppers) - len(known), np.int64)
        if not len(more):
            return known
        all_ = np.concatenate([known, more])
        self.define(all_, np.arange(len(known), len(all_)))
        self._rows.index()
        self._uses.index()
        return all_

    # Rows of some variables.

    def holds(self, values: Numbers, numbers: Numbers | None = None) -> bool:
        """Return whether values satisfy every row, or every one with any of some variables.

        Counted in whole numbers.
        """
        return not self.broken(values, numbers)

    def broken(self, values: Numbers, numbers: Numbers | None = None) -> int:
        """Return by how much values break rows in all: every row, or those with any of some variables."""
        found = self.entries(numbers)
        sums = found.sums(found.factors * values[found.numbers])
        return int(breach(sums, found.lowers, found.uppers).sum())

    def breaches(self, values: Numbers) -> Numbers:
        """Return the variables in rows that values break, ascending; none stands in a row without any."""
        found = self.entries()
        sums = found.sums(found.factors * values[found.numbers])
        broken = breach(sums, found.lowers, found.uppers) > 0
        return distinct(found.numbers[broken[found.row_of_entry()]])

    def hopeless(self) -> Numbers | None:
        """Return the variables in rows that nothing can keep, each by itself, and all that these depend on.

        ``None`` is where there is no such row; there are none in one without variables.
        """
        found = self.entries()
        reach = found.factors * np.asarray(self.uppers)[found.numbers]
        least, most = found.sums(np.minimum(0, reach)), found.sums(np.maximum(0, reach))
        rows = (most < found.lowers) | (least > found.uppers)
        if not rows.any():
            return None
        return self.behind(found.numbers[rows[found.row_of_entry()]])

    def sum_of(self, total: Linear) -> Sum:
        """Return an expression in arrays; the latest are remembered."""
        found = self._sums.get(id(total))
        if found is None:
            # Another thread may be here as well: whatever it lets go of is known by then.
            for oldest in list(self._sums)[: max(0, len(self._sums) - _SUMS + 1)]:
                self._sums.pop(oldest, None)
            found = self._sums[id(total)] = total, Sum.of(total)
        return found[1]

    def entries(self, numbers: Numbers | None = None) -> Entries:
        """Return the rows in which any of some variables stands; ``None`` is every row there is."""
        rows = np.arange(len(self._rows)) if numbers is None else self._rows.rows_with(numbers)
        ends, entries = self._rows.gather(rows)
        lowers, uppers, owners = (
            np.asarray(one)[rows] for one in (self._lowers, self._highers, self._owners)
        )
        factors = np.asarray(self._factors)[entries]
        return Entries(ends, self._rows.numbers[entries], factors, lowers, uppers, owners, rows)

    def _range(self, total: Linear) -> tuple[int, int]:
        least = most = total.constant
        for variable, coefficient in total.terms:
            if coefficient < 0:
                least += coefficient * self.uppers[variable]
            else:
                most += coefficient * self.uppers[variable]
        return least, most


def _key(*totals: Linear) -> bytes:
    """Return expressions in words that Python need not look through for garbage."""
    found = array("q")
    for total in totals:
        found.append(len(total.terms))
        found.extend(chain.from_iterable(total.terms))
        found.append(total.constant)
    return found.tobytes()
