"""Variables, rows, and the expressions that are derived from them, each a function of those before."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from gesched.goals import per_mille
from gesched.linear import NOTHING, Linear
from gesched.model.definitions import Count, Definition, Either, IsAmong, Positive, Reaches, Worst
from gesched.model.incidence import Incidence, Numbers
from gesched.model.program import FAR, REQUIRED, Entries, Sum, breach

_SUMS = 32
_LAST_ROWS, _LAST_PART = 5_000, 50
"""Rows that are still posted once it was stopped, and what part of those there are besides: more than to take
stock of what is posted takes, and done in a moment."""


class Stopped(Exception):
    """No more is posted."""


class Expressions:
    """Variables and rows, and derived expressions, each made once.

    In what a solver finds, ``reaches`` and ``either`` are what they mean; the others are at least that, and
    are to be kept small.

    Attributes
    ----------
    uppers
        For every variable, the most that it can be; the least is 0.
    """

    def __init__(self) -> None:
        self.uppers = array("q")
        self._rows_left: int | None = None
        self._definitions: dict[int, Definition] = {}
        # Rows: which variables, with which factors, between which bounds; and the variable that a row
        # belongs to, without which it is of no use.
        self._rows = Incidence()
        self._factors = array("q")
        self._lowers = array("q")
        self._highers = array("q")
        self._owners = array("i")
        # For derived variables in the order made: what they depend on, and their numbers.
        self._uses = Incidence()
        self._derived_numbers = array("i")
        self._chosen = array("i")
        self._derived: defaultdict[str, dict[object, Linear]] = defaultdict(dict)
        self._steps: dict[Linear, dict[int, int]] = {}
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

    def _new(self, upper: int, definition: Definition | None = None) -> int:
        number = len(self.uppers)
        self.uppers.append(upper)
        if definition is not None:
            self._definitions[number] = definition
            self._uses.append(definition.arguments)
            self._derived_numbers.append(number)
        return number

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

    def _once(self, kind: str, of: object, make: Callable[[], Linear]) -> Linear:
        known = self._derived[kind]
        if of not in known:
            known[of] = make()
        return known[of]

    def _counted(self, total: Linear) -> Linear:
        """Return a variable that equals a long sum, so that rows stay short."""
        _, upper = self._range(total)
        if len(total.terms) < 2:
            return total
        number = self._new(upper, Count(total))
        self._add(total - Linear.of({number: 1}), 0, 0, number)
        return Linear.of({number: 1})

    def positive(self, total: Linear) -> Linear:
        """Return ``max(0, total)``."""
        lower, upper = self._range(total)
        if lower >= 0:
            return total
        if upper <= 0:
            return NOTHING

        def make() -> Linear:
            number = self._new(upper, Positive(total))
            self._add(total - Linear.of({number: 1}), -FAR, 0, number)
            return Linear.of({number: 1})

        return self._once("positive", total, make)

    def reaches(self, total: Linear, least: int) -> Linear:
        """Return 1 where ``total >= least``, else 0."""
        lower, upper = self._range(total)
        if least <= lower:
            return Linear(constant=1)
        if least > upper:
            return NOTHING

        def make() -> Linear:
            number = self._new(1, Reaches(total, least))
            self._add(total - Linear.of({number: least - lower}), lower, FAR, number)
            self._order(total, least, number, upper)
            return Linear.of({number: 1})

        return self._once("reaches", (total, least), make)

    def either(self, parts: Iterable[Linear]) -> Linear:
        """Return 1 where any of some expressions, each 0 or 1, is 1, else 0."""
        different = tuple(dict.fromkeys(part for part in parts if part.terms or part.constant))
        if any(not part.terms for part in different):
            return Linear(constant=1)
        if len(different) < 2:
            return Linear.total(different)

        def make() -> Linear:
            number = self._new(1, Either(different))
            found = Linear(((number, 1),))
            for part in different:
                self._add(part - found, -FAR, 0, number)
            self._add(found - Linear.total(different), -FAR, 0, number)
            return found

        return self._once("either", different, make)

    def _order(self, total: Linear, least: int, number: int, upper: int) -> None:
        """Set a step among the others of its expression: each holds where a higher one does.

        Each step allows no more than up to the next: tighter, for a relaxation, than one big step.
        """
        steps = self._steps.setdefault(total, {})
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
            number = self._new(max(1, most), Worst(pairs))
            for part, whole in pairs:
                self._add(part * 1000 - Linear.of({number: whole}), -FAR, 0, number)
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
            chosen = [self._new(1, IsAmong(found, place, largest)) for place in places]
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

    # What depends on what.

    @property
    def derived(self) -> Numbers:
        """The variables that are derived, ascending."""
        return np.array(self._derived_numbers, np.int64)

    @property
    def chosen(self) -> Numbers:
        """The derived variables that choose which parts are the largest, ascending."""
        return np.array(self._chosen, np.int64)

    def arguments(self, number: int) -> Sequence[int]:
        """Return what a derived variable directly depends on."""
        definition = self._definitions.get(number)
        return () if definition is None else definition.arguments

    def dependents(self, numbers: Numbers) -> Numbers:
        """Return variables and all that is derived from them, ascending."""
        found = fresh = np.unique(numbers)
        while len(fresh):
            users = self._uses.rows_with(fresh)
            fresh = np.setdiff1d(np.asarray(self._derived_numbers)[users], found)
            found = np.union1d(found, fresh)
        return found

    def spread(self, labels: Numbers, mixed: int) -> Numbers:
        """Return for each variable the label of all decisions that it depends on, or ``mixed``.

        Parameters
        ----------
        labels
            Of the first variables, which are the decisions.
        mixed
            The label of what depends on several, or on none.
        """
        found = np.full(len(self.uppers), mixed)
        found[: len(labels)] = labels
        ends = self._uses.gather(np.arange(len(self._uses))).ends
        lengths = np.diff(ends, prepend=0)
        depends, begins = lengths > 0, ends - lengths
        while True:
            of = found[self._uses.numbers]
            least, most = (one.reduceat(of, begins[depends]) for one in (np.minimum, np.maximum))
            new = np.where(least == most, least, mixed)
            if np.array_equal(found[self.derived[depends]], new):
                return found
            found[self.derived[depends]] = new

    def define(self, values: Numbers, numbers: Iterable[int]) -> None:
        """Set those of some variables, ascending, that are derived to what they are worth.

        Where rows are broken, an expression may be worth more than its variable can be: another broken row.
        """
        for number in numbers:
            definition = self._definitions.get(number)
            if definition is not None:
                values[number] = min(self.uppers[number], definition.value(values))

    def completed(self, values: Numbers | None = None) -> Numbers:
        """Return values, or zeros, with those of variables made since, whose rows are then ready for use."""
        known = np.zeros(0, np.int64) if values is None else values
        more = np.zeros(len(self.uppers) - len(known), np.int64)
        if not len(more):
            return known
        all_ = np.concatenate([known, more])
        derived = self.derived
        self.define(all_, derived[derived >= len(known)].tolist())
        self._rows.index()
        self._uses.index()
        return all_

    def changed(self, values: Numbers, numbers: Numbers, found: Numbers) -> Numbers:
        """Return values with others for some variables, and for all that is derived from these."""
        new = values.copy()
        new[numbers] = found
        self.define(new, self.dependents(numbers[found != values[numbers]]).tolist())
        return new

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
        return np.unique(found.numbers[broken[found.row_of_entry()]])

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

    def behind(self, numbers: Numbers) -> Numbers:
        """Return variables and all that they depend on, ascending."""
        fresh, known = set(numbers.tolist()), set[int]()
        while fresh:
            known |= fresh
            fresh = {number for one in fresh for number in self.arguments(one)} - known
        return np.array(sorted(known), np.int64)

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
