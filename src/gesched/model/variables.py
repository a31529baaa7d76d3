"""Numbered variables: what those that are derived are worth, and what depends on what."""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from gesched.linear import Linear
from gesched.model.definitions import Definition
from gesched.model.incidence import Incidence, Numbers, distinct, row_sums


class Variables:
    """Variables of whole numbers from 0 up; some are *derived*, each a function of those before it.

    Nearly every derived one is a sum, but never below 0 nor above what it can be. Of these there may be
    hundreds of thousands: they are held in arrays, not as objects, through all of which Python would look
    for garbage again and again.

    Attributes
    ----------
    uppers
        For every variable, the most that it can be; the least is 0.
    """

    def __init__(self) -> None:
        self.uppers = array("q")
        # For every variable up to the last derived one: 0, or one more than the most of what it depends on.
        self._layers = array("i")
        # For derived variables in the order made: their numbers, what they depend on, and the sums.
        self._derived = array("i")
        self._uses = Incidence()
        self._use_factors = array("q")
        self._use_constants = array("q")
        # Those that are no sums, by their places among the derived; and for each of these whether it is none.
        self._others: dict[int, Definition] = {}
        self._is_other = array("b")

    def _new(self, upper: int) -> int:
        """Make a variable, and return its number."""
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def _new_sum(self, upper: int, parts: Iterable[Linear], less: int = 0) -> int:
        """Make a variable that is worth what parts add up to, but ``less``; return its number."""
        terms = [term for part in parts for term in part.terms]
        constant = sum(part.constant for part in parts) - less
        return self._derive(upper, [number for number, _ in terms], [factor for _, factor in terms], constant)

    def _new_other(self, upper: int, definition: Definition) -> int:
        """Make a variable that is worth what is no sum; return its number."""
        self._others[len(self._derived)] = definition
        arguments = definition.arguments
        return self._derive(upper, arguments, [0] * len(arguments), 0)

    def _derive(self, upper: int, uses: Sequence[int], factors: Sequence[int], constant: int) -> int:
        number = self._new(upper)
        self._layers.extend([0] * (number - len(self._layers)))
        self._layers.append(1 + max(map(self._layers.__getitem__, uses), default=0))
        self._is_other.append(len(self._derived) in self._others)
        self._derived.append(number)
        self._uses.append(uses)
        self._use_factors.extend(factors)
        self._use_constants.append(constant)
        return number

    @property
    def derived(self) -> Numbers:
        """The variables that are derived, ascending."""
        return np.array(self._derived, np.int64)

    def arguments(self, numbers: Numbers) -> Numbers:
        """Return what some variables directly depend on, ascending."""
        entries = self._uses.gather(self._places(numbers)).entries
        return distinct(self._uses.numbers[entries].astype(np.int64))

    def behind(self, numbers: Numbers) -> Numbers:
        """Return variables and all that they depend on, ascending."""
        found = fresh = distinct(numbers)
        while len(fresh):
            fresh = np.setdiff1d(self.arguments(fresh), found, assume_unique=True)
            found = np.sort(np.concatenate([found, fresh]))
        return found

    def dependents(self, numbers: Numbers) -> Numbers:
        """Return variables and all that is derived from them, ascending."""
        found = fresh = distinct(numbers)
        while len(fresh):
            users = self._uses.rows_with(fresh)
            fresh = np.setdiff1d(np.asarray(self._derived)[users], found, assume_unique=True)
            found = np.sort(np.concatenate([found, fresh]))
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

    def define(self, values: Numbers, numbers: Numbers) -> None:
        """Set those of some variables, ascending, that are derived to what they are worth.

        Where rows are broken, an expression may be worth more than its variable can be: another broken row.
        """
        places = self._places(numbers)
        derived = np.asarray(self._derived)[places]
        layers = np.asarray(self._layers)[derived]
        most = np.asarray(self.uppers)[derived]
        order = np.argsort(layers, kind="stable")
        for these in np.split(order, np.flatnonzero(np.diff(layers[order])) + 1):
            values[derived[these]] = np.clip(self._worth(values, places[these]), 0, most[these])

    def _worth(self, values: Numbers, places: Numbers) -> Numbers:
        """Return what derived variables are worth, by their places, each from those that it depends on."""
        ends, entries = self._uses.gather(places)
        amounts = np.asarray(self._use_factors)[entries] * values[self._uses.numbers[entries]]
        found = np.asarray(self._use_constants)[places] + row_sums(ends, amounts)
        for at in np.flatnonzero(np.asarray(self._is_other)[places]).tolist():
            found[at] = self._others[int(places[at])].value(values)
        return found

    def _places(self, numbers: Numbers) -> Numbers:
        """Return where those of some variables, ascending, that are derived stand among these."""
        # By its method: a function in Python would give the view a name (see ``Incidence``).
        at = np.asarray(self._derived).searchsorted(numbers.astype(np.int32))
        at = at[at < len(self._derived)]
        found: Numbers = at[np.asarray(self._derived)[at] == numbers[: len(at)]]
        return found

    def changed(self, values: Numbers, numbers: Numbers, found: Numbers) -> Numbers:
        """Return values with others for some variables, and for all that is derived from these."""
        new = values.copy()
        new[numbers] = found
        self.define(new, self.dependents(numbers[found != values[numbers]]))
        return new
