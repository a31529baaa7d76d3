"""The books of a group: months closed one after the other, and never changed afterwards."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from gesched.costs.charging import charges_of
from gesched.costs.checking import margins, misfits
from gesched.costs.closing import MonthLines, month_lines
from gesched.costs.corrections import corrected
from gesched.costs.currency import EUR, Currency
from gesched.costs.months import as_month, months_between
from gesched.costs.statements import (
    Closing,
    CostTotals,
    Line,
    LineKind,
    Statement,
    StatementKind,
)
from gesched.costs.terms import Billing, CostTerms
from gesched.costs.vat import EXEMPT, OUTSIDE, vat_lines
from gesched.costs.yearly import adjustments
from gesched.errors import BadValue, InputError
from gesched.schedule import Actuals, Schedule, TimeRecord
from gesched.timeline import Period

Months = str | Period


@dataclass(frozen=True)
class Books:
    """What was billed so far; each step returns new books, and leaves what is closed as it is.

    Parameters
    ----------
    closings
        In the order in which they were made.
    currency
        The currency of all of them.
    """

    closings: tuple[Closing, ...] = ()
    currency: Currency = field(default=EUR)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in the order of closings."""
        return tuple(statement for closing in self.closings for statement in closing.statements)

    @property
    def closed_months(self) -> tuple[Period, ...]:
        """The months that are closed, in the order of closing."""
        return tuple(one.period for one in self.closings if one.kind is StatementKind.MONTH)

    @property
    def result(self) -> Decimal:
        """What members were billed for costs, time and fees, less what the group paid after subsidies.

        Deposits, guarantee funds, membership fees and provisional bills are no part of it. Where VAT is
        exempt, it is zero once months are billed at cost, or adjusted.
        """
        units, turnover = self.currency.units, {LineKind.SHARE, LineKind.USE, LineKind.FEE}
        final = [one for one in self.closings if one.kind is not StatementKind.PROVISIONAL]
        lines = (line for one in final for statement in one.statements for line in statement.lines)
        billed = sum(units(line.amount) for line in lines if line.kind in turnover)
        paid = sum(units(one.costs) - units(one.subsidies) for closing in final for one in closing.totals)
        return self.currency.amount(billed - paid)

    def provide(self, month: Months, terms: CostTerms, schedule: Schedule) -> "Books":
        """Return the books with provisional bills of a month, made from the plan.

        Parameters
        ----------
        month
            The calendar month, "2027-01"; neither closed nor provided yet.
        terms
            By what it is billed.
        schedule
            The plan.

        Raises
        ------
        BadValue
            A month that is closed or provided already, or lies outside the schedule.
        InputError
            With everything that the terms get wrong.
        """
        when, record = self._opened(month, terms, TimeRecord(schedule))
        if any(one.kind is StatementKind.PROVISIONAL and one.period == when for one in self.closings):
            raise BadValue(str(when), "a month without provisional bills yet")
        return self._with(StatementKind.PROVISIONAL, terms, month_lines(terms, record, when), record)

    def close(
        self,
        month: Months,
        terms: CostTerms,
        schedule: Schedule | TimeRecord,
        actuals: Actuals | None = None,
        *,
        correct: Months | Iterable[Months] = (),
    ) -> "Books":
        """Return the books with a month closed: a statement for each member that owes anything.

        What provisional bills have asked for is taken off. What was closed before is never changed: a
        correction stands as lines of this month, which refer to the statement that they correct.

        Parameters
        ----------
        month
            The calendar month, "2027-01"; not closed yet.
        terms
            By what it is billed.
        schedule
            The plan, or a record of time.
        actuals
            Timesheets, in place of the plan where they reach; ``None`` bills the plan.
        correct
            Closed months, or one, that are reckoned again with these terms and timesheets. What is under
            another rate of VAT by now is given back under the old one, and billed under the new one.

        Raises
        ------
        BadValue
            A month that is closed already, or one to be corrected that is not; or outside the schedule; or
            prices of a month that an adjustment has brought to costs.
        InputError
            With everything that the terms get wrong, a margin where VAT is exempt included.
        """
        when, record = self._opened(month, terms, TimeRecord.of(schedule, actuals))
        found = month_lines(terms, record, when)
        given = [correct] if isinstance(correct, str | Period) else correct
        for other in dict.fromkeys(map(as_month, given)):
            if other not in self.closed_months:
                raise BadValue(str(other), "a closed month to correct", "Close it first.")
            self._refuse_settled(other, terms)
            corrected(found, self.closings, terms, record, other)
        for member, line in charges_of(terms, record.group, when, self.closings):
            found.lines[member].append(line)
        for member, line in self._provided(when):
            found.lines[member].append(line)
        return self._with(StatementKind.MONTH, terms, found, record)

    def adjust(
        self,
        first: Months,
        last: Months,
        terms: CostTerms,
        schedule: Schedule | TimeRecord,
        actuals: Actuals | None = None,
    ) -> "Books":
        """Return the books with the year-end adjustment: each pool of the months together, shared anew.

        What a member was billed month by month is brought to its share of the whole time's costs, by the use,
        or other key, of the whole time (régularisation). Who paid too much gets a credit note.

        Parameters
        ----------
        first, last
            First and last month, both closed, as is every one between them.
        terms, schedule, actuals
            As in ``close``; costs are taken from the closed months.

        Raises
        ------
        BadValue
            A month that is not closed, or some that are adjusted already.
        InputError
            With every pool that cannot be shared.
        """
        begin, end = as_month(first), as_month(last)
        if end.first < begin.first:
            raise BadValue(str(end), f"a last month not before {begin}", "Turn the two.")
        months = months_between(begin, end)
        for month in months:
            if month not in self.closed_months:
                raise BadValue(str(month), "a closed month", "Close every month first.")
        for one in self.closings:
            if one.kind is StatementKind.ADJUSTMENT and one.period.overlap(months[0].first, months[-1].last):
                raise BadValue(str(one.period), "months that no adjustment has yet")
        record = TimeRecord.of(schedule, actuals)
        self._check(Period(months[0].first, months[-1].last), terms, record)
        found = adjustments(self.closings, terms, record, months)
        return self._with(StatementKind.ADJUSTMENT, terms, found, record)

    def _opened(self, month: Months, terms: CostTerms, record: TimeRecord) -> tuple[Period, TimeRecord]:
        when = as_month(month)
        if when in self.closed_months:
            advice = f'It is not changed; correct it in a later month: close(..., correct=["{when}"]).'
            raise BadValue(str(when), "a month that is not closed yet", advice)
        self._check(when, terms, record)
        return when, record

    def _check(self, when: Period, terms: CostTerms, record: TimeRecord) -> None:
        """Refuse terms that do not fit the schedule, the books or each other."""
        if when.first not in record.horizon or when.last not in record.horizon:
            raise BadValue(str(when), f"months within the schedule's horizon ({record.horizon})")
        if self.closings and terms.currency != self.currency:
            raise BadValue(str(terms.currency), f"terms in the currency of the books ({self.currency})")
        problems = [*misfits(terms, record.group), *margins(terms, record.group, when)]
        if problems:
            raise InputError(problems)

    def _refuse_settled(self, month: Period, terms: CostTerms) -> None:
        """Refuse to bill prices again for a month of which the adjustment has put costs in their place."""
        if terms.billing is Billing.PRICES and any(
            one.kind is StatementKind.ADJUSTMENT and one.period.overlap(month.first, month.last)
            for one in self.closings
        ):
            expected = "a month whose prices no adjustment has brought to costs"
            raise BadValue(str(month), expected, "Correct months before the year is adjusted.")

    def _provided(self, month: Period) -> Iterator[tuple[str, Line]]:
        """Yield what takes off the provisional bills of a month, in the parts that VAT was rounded by."""
        for closing in self.closings:
            if closing.kind is StatementKind.PROVISIONAL and closing.period == month:
                for one in closing.statements:
                    for amount, category, rate in _parts(one):
                        back = self.currency.amount(-self.currency.units(amount))
                        kind, number = LineKind.PROVISIONAL, one.number
                        what = (kind, number, str(month), back, category, rate)
                        yield one.member, Line(*what, "provisional", (("number", number),), number)

    def _with(self, kind: StatementKind, terms: CostTerms, found: MonthLines, record: TimeRecord) -> "Books":
        source = "worked" if record.is_worked(found.month) else "planned"
        statements = tuple(
            _statement(kind, terms, found, member, source)
            for member in sorted(found.lines)
            if found.lines[member]
        )
        currency = terms.currency
        fees = (line.amount for lines in found.lines.values() for line in lines if line.kind is LineKind.FEE)
        closing = Closing(
            kind,
            found.month.first,
            found.month.last,
            tuple(found.pools),
            statements,
            tuple(CostTotals(month, *map(currency.amount, some)) for month, some in found.totals.items()),
            currency.amount(sum(map(currency.units, fees))),
        )
        return replace(self, closings=(*self.closings, closing), currency=currency)


def _parts(statement: Statement) -> Iterator[tuple[Decimal, str, Fraction]]:
    """Yield amount, category and rate of each part of a statement of which VAT was rounded by itself."""
    if statement.vat_rounding == "line":
        yield from ((line.amount, line.category, line.vat_rate) for line in statement.lines)
    else:
        yield from ((vat.base, vat.category, vat.rate) for vat in statement.vat)


def _statement(
    kind: StatementKind, terms: CostTerms, found: MonthLines, member: str, source: str
) -> Statement:
    currency, period, lines = terms.currency, found.month, found.lines[member]
    net = sum(currency.units(line.amount) for line in lines)
    vat = vat_lines(lines, terms.vat_rounding, currency)
    tax = sum(currency.units(one.amount) for one in vat)
    mark = "" if kind is StatementKind.MONTH else f" {kind}"
    return Statement(
        number=f"{period}{mark}: {member}",
        kind=kind,
        member=member,
        first=period.first,
        last=period.last,
        lines=tuple(lines),
        days=tuple(found.days.get(member, ())),
        vat=vat,
        vat_rounding=terms.vat_rounding,
        net=currency.amount(net),
        tax=currency.amount(tax),
        total=currency.amount(net + tax),
        currency=currency,
        notes=((source, ()), *_notes(terms, lines)),
    )


def _lacks_vat(line: Line) -> bool:
    return line.category == OUTSIDE and line.kind is not LineKind.DEPOSIT


def _notes(terms: CostTerms, lines: Sequence[Line]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the rules that hold for a statement as a whole."""
    yield "time", tuple(terms.time.by_activity.items())
    yield "rounding", ()
    yield f"vat_{terms.vat_rounding}", ()
    if any(line.category == EXEMPT for line in lines):
        yield "exempt", ()
    if not terms.vat or any(_lacks_vat(line) for line in lines):
        yield "no_vat", ()
    for price in terms.prices:
        if price.factor is not None and price.factor.warning:
            yield "no_basis", (("coefficient", str(price.factor)),)
