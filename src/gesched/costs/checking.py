"""Whether terms fit their group: known names, prices for all, and no margin where VAT is exempt."""

from collections.abc import Callable, Iterator

from gesched.costs.closing import MANAGEMENT_FEE
from gesched.costs.statements import LineKind
from gesched.costs.terms import BY_THE_GROUP, Billing, CostTerms
from gesched.costs.vat import is_exempt
from gesched.costs.yearly import PRICES_BILLED
from gesched.errors import BadValue, InputProblem, nearest
from gesched.group import Group
from gesched.timeline import Period


def misfits(terms: CostTerms, group: Group) -> Iterator[InputProblem]:
    """Yield what terms get wrong about a group; rows of each table count from 0."""
    finders: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("employee", group.employee),
        ("member", group.member),
        ("agreement", group.agreement),
    )
    for table in ("costs", "pools", "subsidies", "prices", "charges", "vat"):
        for row, word in enumerate(getattr(terms, table)):
            for column, find in finders:
                name = getattr(word, column, None)
                try:
                    if name is not None:
                        find(name)
                except BadValue as bad:
                    yield InputProblem(bad.expected, bad.value, table, row, column, bad.advice)
    yield from _repeated(terms)
    yield from _unknown_pools(terms)
    yield from _unknown_skills(terms, group)
    yield from _wrong_vat(terms, group)


def _repeated(terms: CostTerms) -> Iterator[InputProblem]:
    posts = {item.employee for item in terms.costs}
    for table in ("pools", "subsidies", "charges"):
        seen: dict[object, int] = {}
        rows = enumerate(getattr(terms, table))
        # What is for every member comes first, as one for a single member would be asked for beside it.
        for row, word in sorted(rows, key=lambda one: getattr(one[1], "member", None) is not None):
            name = (word.name, getattr(word, "member", None))
            if seen.setdefault(name, row) != row or (name[1] is not None and (word.name, None) in seen):
                advice = "Another row has it already; add something to the name."
                yield InputProblem("a name of its own", word.name, table, row, "name", advice)
            elif table == "pools" and word.name in posts:
                advice = "An employee's post has this name."
                yield InputProblem("a name of its own", word.name, table, row, "name", advice)


def _unknown_pools(terms: CostTerms) -> Iterator[InputProblem]:
    known = {pool.name for pool in terms.pools}
    for row, subsidy in enumerate(terms.subsidies):
        if subsidy.pool is not None and subsidy.pool not in known:
            advice = nearest(subsidy.pool, known) or "Add the pool, or name an employee."
            yield InputProblem("a pool of common costs", subsidy.pool, "subsidies", row, "pool", advice)


def _unknown_skills(terms: CostTerms, group: Group) -> Iterator[InputProblem]:
    known = {skill for employee in group.employees for skill in employee.skills}
    for row, price in enumerate(terms.prices):
        if price.skill is not None and price.skill not in known:
            advice = nearest(price.skill, known)
            yield InputProblem("a skill of some employee", price.skill, "prices", row, "skill", advice)


def _wrong_vat(terms: CostTerms, group: Group) -> Iterator[InputProblem]:
    """Yield each rule of VAT that is for no line there is, or says for what another one says already."""
    employees = tuple(employee.name for employee in group.employees)
    named = {pool.name for pool in terms.pools} | {charge.name for charge in terms.charges}
    known = [*LineKind, MANAGEMENT_FEE, PRICES_BILLED, *employees, *sorted(named)]
    seen: dict[object, int] = {}
    for row, rule in enumerate(terms.vat):
        # A line may be about a part of an employee's time: "Web marketer 1, by the day".
        if rule.on is not None and rule.on not in known and not rule.on.startswith(employees):
            expected = "a kind of line, a pool, a charge or an employee"
            advice = nearest(rule.on, known) or f"Kinds are {', '.join(LineKind)}."
            yield InputProblem(expected, rule.on, "vat", row, "on", advice)
        first = seen.setdefault((rule.member, rule.on, rule.first), row)
        if first != row:
            expected, advice = (
                "one rule for the same lines",
                "Delete one, or say from when each holds (first).",
            )
            yield InputProblem(expected, str(rule.regime), "vat", row, "regime", advice)


def margins(terms: CostTerms, group: Group, period: Period) -> Iterator[InputProblem]:
    """Yield a problem for each way in which an exempt member would pay other than its share of costs."""
    costs = {pool.name for pool in terms.pools} | {employee.name for employee in group.employees}
    exempt = [one.name for one in group.members if is_exempt(terms.vat, one.name, period.last, costs)]
    if not exempt:
        return
    whom = f"{exempt[0]} and {len(exempt) - 1} more" if len(exempt) > 1 else exempt[0]
    expected = (
        f"no margin, as {whom} is exempt of VAT, which article 261 B of the Code général des impôts grants "
        "only where each member is asked for exactly its share of the common costs"
    )
    for column in ("fee", "fee_per_hour"):
        fee = getattr(terms, column)
        if fee is not None:
            advice = "Put the cost of management into a pool, and leave the fee out; or make them taxable."
            came = f"{float(100 * fee):g} %" if column == "fee" else str(fee)
            yield InputProblem(expected, came, "terms", column=column, advice=advice)
    if terms.billing is Billing.PRICES and not terms.settles:
        advice = "Let the year-end adjustment bring prices to costs (settles), or bill at cost."
        yield InputProblem(expected, str(terms.billing), "terms", column="settles", advice=advice)
    for name, bearer in terms.time.by_activity.items():
        if bearer == BY_THE_GROUP:
            advice = "Let members bear this time too: by use, commitment, or in equal shares."
            yield InputProblem(expected, bearer, "terms", column=name, advice=advice)
