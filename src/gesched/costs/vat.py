"""VAT (TVA): a setting of the group and its members, by date; never hard-wired.

Putting staff at the disposal of members is taxable in principle. It can be exempt where members are exempt
and each is asked for exactly its share of common costs (Code général des impôts, article 261 B). Which of the
two holds for whom is for the group to decide with its adviser.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gesched.costs.currency import Currency
from gesched.costs.keys import GivenNumber
from gesched.costs.posts import as_part
from gesched.costs.statements import Line, LineKind, VatLine
from gesched.errors import BadValue
from gesched.group.fields import Field, as_name, optional, problem, raise_problems
from gesched.group.spans import DateLike, check_order
from gesched.timeline import as_date

STANDARD, EXEMPT, OUTSIDE = "S", "E", "O"
EXEMPTION = "exempt: Code général des impôts, article 261 B"


class Regime(StrEnum):
    """Whether VAT is due."""

    TAXABLE = "taxable"
    EXEMPT = "exempt"

    @classmethod
    def parse(cls, value: object) -> "Regime":
        """Read a regime, English or French."""
        word = value.strip().casefold() if isinstance(value, str) else ""
        words = {
            **{str(one): one for one in cls},
            **dict.fromkeys(("assujetti", "imposable", "taxé"), cls.TAXABLE),
            **dict.fromkeys(("exonéré", "exonérée", "261 b"), cls.EXEMPT),
        }
        if word not in words:
            raise BadValue(value, '"taxable" or "exempt"')
        return words[word]


@dataclass(frozen=True)
class VatRule:
    """Which VAT holds, for whom, on what and from when.

    Of several that fit a line, the one that says most of member and line counts; of those that say as much,
    the one that came into force last.

    Parameters
    ----------
    regime
        "taxable" or "exempt" (CGI 261 B).
    rate
        The rate where it is taxable: "20 %".
    member
        For one member, by name; ``None`` is all of them.
    on
        For lines of one kind ("share", "fee", "membership", ...) or about one pool; ``None`` is all lines.
    first, last
        From when to when; a line is dated by the last day of its statement.
    """

    regime: Field[str | Regime, Regime] = Field(Regime.parse)
    rate: Field[GivenNumber | None, Fraction | None] = Field(optional(as_part), default=None)
    _: KW_ONLY
    member: Field[str | None, str | None] = Field(optional(as_name), default=None)
    on: Field[str | None, str | None] = Field(optional(as_name), default=None)
    first: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        check_order(self, self.first, self.last, "last")
        if self.regime is Regime.TAXABLE and self.rate is None:
            problem(self, "rate", 'a rate of VAT, such as "20 %"', None)
        elif self.regime is Regime.EXEMPT and self.rate:
            problem(self, "rate", "no rate where it is exempt", str(self.rate), "Delete it.")

    def holds(self, member: str, day: dt.date) -> bool:
        """Return whether it is in force for a member on a date."""
        is_begun = self.first is None or self.first <= day
        is_over = self.last is not None and self.last < day
        return is_begun and not is_over and self.member in {None, member}


def vat_on(
    rules: Iterable[VatRule], member: str, day: dt.date, kind: LineKind, about: str
) -> tuple[str, Fraction]:
    """Return category and rate of VAT on a line; outside VAT where no rule fits, and for deposits."""
    if kind is LineKind.DEPOSIT:
        return OUTSIDE, Fraction(0)
    fitting = [rule for rule in rules if rule.holds(member, day) and rule.on in {None, about, str(kind)}]
    if not fitting:
        return OUTSIDE, Fraction(0)
    best = max(
        fitting,
        key=lambda rule: (
            *(rule.member is not None, rule.on == about, rule.on is not None),
            rule.first or dt.date.min,
        ),
    )
    if best.regime is Regime.EXEMPT:
        return EXEMPT, Fraction(0)
    return STANDARD, best.rate or Fraction(0)


def is_exempt(rules: Collection[VatRule], member: str, day: dt.date, costs: Collection[str]) -> bool:
    """Return whether a member is exempt for any of its costs on a date; these are pools and employees."""
    abouts = {"", *(rule.on for rule in rules if rule.on in costs)}
    return any(
        vat_on(rules, member, day, kind, about or "")[0] == EXEMPT
        for kind in (LineKind.SHARE, LineKind.USE)
        for about in abouts
    )


def vat_lines(lines: Iterable[Line], rounding: str, currency: Currency) -> tuple[VatLine, ...]:
    """Return VAT by category and rate, each line's rounded by itself, or each rate's once ("total")."""
    groups: defaultdict[tuple[str, Fraction], list[Decimal]] = defaultdict(list)
    for line in lines:
        groups[line.category, line.vat_rate].append(line.amount)
    found = []
    for (category, rate), amounts in sorted(groups.items()):
        base = currency.amount(sum(map(currency.units, amounts)))
        parts = amounts if rounding == "line" else [base]
        tax = sum(currency.units(currency.rounded(rate * Fraction(part))) for part in parts)
        found.append(VatLine(category, rate, base, currency.amount(tax)))
    return tuple(found)
