"""Time at a price: flat prices, and coefficients of gross pay."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from gesched.costs.days import days_of
from gesched.costs.statements import Day, Line, LineKind
from gesched.costs.terms import CostTerms, Price, PriceUnit
from gesched.costs.vat import vat_on
from gesched.errors import InputError, InputProblem
from gesched.group import Group
from gesched.schedule import Activity, Spent, TimeRecord
from gesched.timeline import Period


def priced(terms: CostTerms, record: TimeRecord, month: Period) -> Iterator[tuple[str, Line, list[Day]]]:
    """Yield each member's lines of a month, one for each employee and price, with their dates.

    Raises
    ------
    InputError
        With everybody's time that no price fits.
    """
    found: defaultdict[tuple[str, str, int], list[Spent]] = defaultdict(list)
    missing: dict[tuple[str, str], Spent] = {}
    for one in record.spent(month):
        if one.activity is not Activity.MEMBER:
            continue
        place = _price_of(terms, record.group, one)
        if place is None:
            missing.setdefault((one.member, one.employee), one)
        else:
            found[one.member, one.employee, place].append(one)
    if missing:
        expected, advice = "a price for this time", "Add a price for everybody, or for these two."
        raise InputError(
            InputProblem(expected, f"{employee} at {member} on {one.date}", "prices", advice=advice)
            for (member, employee), one in missing.items()
        )
    for (member, employee, place), spent in sorted(found.items()):
        line = _line(terms, month, member, employee, terms.prices[place], spent)
        by_hour = terms.prices[place].per is PriceUnit.HOUR
        yield member, line, days_of(terms.currency, line.about, line.amount, spent, by_hour=by_hour)


def _price_of(terms: CostTerms, group: Group, one: Spent) -> int | None:
    """Return which price fits some time best; the first of several that say as much."""
    places = [place for place, price in enumerate(terms.prices) if _fits(group, price, one)]
    return max(places, key=lambda place: (terms.prices[place].rank, -place), default=None)


def _fits(group: Group, price: Price, one: Spent) -> bool:
    is_begun = price.first is None or price.first <= one.date
    if not is_begun or (price.last is not None and price.last < one.date):
        return False
    if price.employee not in {None, one.employee} or price.member not in {None, one.member}:
        return False
    if price.skill is not None and price.skill not in group.employee(one.employee).skills:
        return False
    return price.agreement is None or _is_under(group, price.agreement, one)


def _is_under(group: Group, name: str, one: Spent) -> bool:
    """Return whether time was under an agreement; timesheets do not say, so that any that could be is."""
    if one.agreement:
        return one.agreement == name
    agreement = group.agreement(name)
    eligible = {employee.name for employee in group.eligible(agreement)}
    return agreement.member == one.member and one.employee in eligible


def _line(
    terms: CostTerms, month: Period, member: str, employee: str, price: Price, spent: list[Spent]
) -> Line:
    half_days = sum((one.half_days for one in spent), Fraction(0))
    hours = sum((one.hours for one in spent), Fraction(0))
    sizes = {PriceUnit.HOUR: hours, PriceUnit.HALF_DAY: half_days, PriceUnit.DAY: half_days / 2}
    quantity = sizes[price.per]
    amount = terms.currency.rounded(quantity * Fraction(price.of_one))
    about = employee if price.per is PriceUnit.HOUR else f"{employee}, by the {price.per}"
    figures = [("employee", employee), ("quantity", str(quantity)), ("unit", str(price.per))]
    figures.append(("price", str(price.of_one)))
    if price.factor is not None:
        figures += [("gross", str(price.amount)), ("coefficient", price.factor.in_full)]
    category, rate = vat_on(terms.vat, member, month.last, LineKind.USE, employee)
    how = "price" if price.factor is None else "coefficient"
    return Line(LineKind.USE, _unique(about, price), str(month), amount, category, rate, how, tuple(figures))


def _unique(about: str, price: Price) -> str:
    """Return what a line is about, different for two prices of one employee."""
    whose = price.agreement or price.skill
    return f"{about} ({whose})" if whose else about
