"""How each figure of a statement came about, in a plain sentence, in English or French."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from gesched.costs.currency import Currency, Language, as_language
from gesched.costs.statements import Line, LineKind, Statement, StatementKind

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "share": (
        "Share of {pool} ({pool_amount}), by {key}: {weight} of {weights}.",
        "Part de {pool} ({pool_amount}), clé : {key} : {weight} sur {weights}.",
    ),
    "fee": ("Management fee: {rate} of {base}.", "Frais de gestion : {rate} de {base}."),
    "fee_hours": (
        "Management fee: {hours} hours at {price}.",
        "Frais de gestion : {hours} heures à {price}.",
    ),
    "fund": ("Guarantee fund: {rate} of {base}.", "Fonds de garantie : {rate} de {base}."),
    "fund_use": (
        "Guarantee fund: {half_days} half-days at {price}.",
        "Fonds de garantie : {half_days} demi-journées à {price}.",
    ),
    "price": (
        "{employee}: {quantity} x {price} per {unit}.",
        "{employee} : {quantity} x {price} par {unit}.",
    ),
    "coefficient": (
        "{employee}: {quantity} x {price} per {unit}, which is {gross} gross x coefficient {coefficient}.",
        "{employee} : {quantity} x {price} par {unit}, soit {gross} brut x coefficient {coefficient}.",
    ),
    "membership": ("Membership fee, {year}.", "Cotisation, {year}."),
    "membership_rate": (
        "Membership fee, {year}: {rate} of {base}.",
        "Cotisation, {year} : {rate} de {base}.",
    ),
    "deposit": (
        "Guarantee deposit, given back when membership ends.",
        "Dépôt de garantie, rendu à la fin de l'adhésion.",
    ),
    "deposit_rate": (
        "Guarantee deposit, {rate} of {base}, given back when membership ends.",
        "Dépôt de garantie, {rate} de {base}, rendu à la fin de l'adhésion.",
    ),
    "deposit_back": (
        "Guarantee deposit given back, as membership ends on {end}.",
        "Dépôt de garantie rendu, l'adhésion prenant fin le {end}.",
    ),
    "provisional": (
        "Less what the provisional bill {number} asked for.",
        "Moins ce que la facture provisionnelle {number} a demandé.",
    ),
    "correction": (
        "Correction of {number}, {about}: {now} now, {before} billed before.",
        "Correction de {number}, {about} : {now} désormais, {before} facturé avant.",
    ),
    "adjustment": (
        "{pool} ({pool_amount}) of the year, {key}: {weight} of {weights} is {share}, less {before} billed.",
        "{pool} ({pool_amount}) de l'année, {key} : {weight} sur {weights} = {share}, moins {before}.",
    ),
    "prices_back": (
        "Less the prices billed month by month, in place of which costs are shared.",
        "Moins les prix facturés chaque mois, remplacés par le partage des coûts.",
    ),
    "time": (
        "Idle time is borne by {idle}, leave by {leave}, sickness by {sick}, common time by {common}.",
        "Intermission portée par : {idle} ; congés : {leave} ; maladie : {sick} ; temps commun : {common}.",
    ),
    "worked": ("Time is what timesheets say.", "Le temps est celui des relevés."),
    "planned": (
        "Time is as planned, on dates without timesheets.",
        "Le temps est celui du planning, aux dates sans relevé.",
    ),
    "rounding": (
        "Shares are rounded by largest remainder; of equal ones, the first by key or name gets more.",
        "Parts arrondies par les plus forts restes ; à égalité, la première par clé ou nom reçoit plus.",
    ),
    "vat_line": ("VAT is rounded line by line.", "La TVA est arrondie ligne par ligne."),
    "vat_total": ("VAT is rounded once for each rate.", "La TVA est arrondie une fois par taux."),
    "exempt": (
        "Exempt of VAT: article 261 B of the Code général des impôts.",
        "Exonéré de TVA : article 261 B du Code général des impôts.",
    ),
    "no_vat": (
        "No regime of VAT was set; none is reckoned.",
        "Aucun régime de TVA défini ; aucune TVA comptée.",
    ),
    "no_basis": (
        "Warning: coefficient {coefficient} has no basis of hours (paid, effective or billable).",
        "Attention : coefficient {coefficient} sans base d'heures (payées, effectives ou facturables).",
    ),
}
_AMOUNTS = frozenset({"pool_amount", "base", "price", "gross", "share", "before", "now"})
_NUMBERS = frozenset({"weight", "weights", "hours", "half_days", "quantity"})
_FRENCH = {
    "use": "usage",
    "commitment": "engagement",
    "equal": "parts égales",
    "group": "le groupement",
    "weights": "poids",
    "fixed": "fixe",
    "planned": "prévu",
    "hours": "heures",
    "by month": "par mois",
    "airport": "aéroport",
    "paid": "payées",
    "effective": "effectives",
    "billable": "facturables",
    "hour": "heure",
    "half-day": "demi-journée",
    "day": "jour",
    "as nobody bears anything by": "personne ne portant rien par",
}
_WORDS = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(_FRENCH, key=len, reverse=True)))
_TRANSLATED = frozenset({"key", "unit", "idle", "leave", "sick", "common", "coefficient"})
_PLACES = 4
HOWS = frozenset(_SENTENCES)


def sentence(line: Line, language: Language | str = "en", currency: Currency | None = None) -> str:
    """Return how a line came about, in a plain sentence.

    Parameters
    ----------
    line
        The line of a statement.
    language
        "en" or "fr".
    currency
        The currency of its amounts; ``None`` is the euro.
    """
    return told(line.how, line.figures, language, currency)


def told(
    how: str,
    figures: tuple[tuple[str, str], ...],
    language: Language | str = "en",
    currency: Currency | None = None,
) -> str:
    """Return the sentence of this name with its figures, each written as the language does."""
    which = as_language(language)
    words = {name: _written(name, text, which, currency or Currency()) for name, text in figures}
    return _SENTENCES[how][which is Language.FR].format_map(words)


def _written(name: str, text: str, language: Language, currency: Currency) -> str:
    if name in _AMOUNTS:
        return currency.text(Decimal(text), language)
    if name in _NUMBERS:
        return number(Fraction(text), language)
    if name == "rate":
        return rate_text(Fraction(text), language)
    if name == "year" and language is Language.FR:
        return text.replace(" to ", " au ")
    if name in _TRANSLATED and language is Language.FR:
        return _WORDS.sub(lambda match: _FRENCH[match[0]], text)
    return text


def number(value: Fraction, language: Language | str = "en") -> str:
    """Return a number to read: exact where four decimals do, else marked as rounded."""
    scaled = value * 10**_PLACES
    digits = f"{Decimal(round(scaled)).scaleb(-_PLACES):f}"
    shown = digits.rstrip("0").rstrip(".") if "." in digits else digits
    mark = "" if scaled.denominator == 1 else "≈ "
    return mark + (shown.replace(".", ",") if as_language(language) is Language.FR else shown)


def rate_text(rate: Fraction, language: Language | str = "en") -> str:
    """Return a rate in percent, or as a fraction where that does not end."""
    percent = number(100 * rate, language)
    return str(rate) if percent.startswith("≈") else f"{percent}\u00a0%"


_KINDS: Mapping[LineKind, tuple[str, str]] = {
    LineKind.SHARE: ("share of costs", "part de coûts"),
    LineKind.USE: ("time", "temps"),
    LineKind.FEE: ("management fee", "frais de gestion"),
    LineKind.MEMBERSHIP: ("membership fee", "cotisation"),
    LineKind.DEPOSIT: ("deposit", "dépôt de garantie"),
    LineKind.FUND: ("guarantee fund", "fonds de garantie"),
    LineKind.PROVISIONAL: ("provisional bill", "facture provisionnelle"),
}
_TITLES: Mapping[StatementKind, tuple[str, str]] = {
    StatementKind.PROVISIONAL: ("Provisional bill", "Facture provisionnelle"),
    StatementKind.MONTH: ("Statement", "Relevé"),
    StatementKind.ADJUSTMENT: ("Year-end adjustment", "Régularisation annuelle"),
}


def kind_text(kind: LineKind, language: Language | str = "en") -> str:
    """Return what a kind of line is called."""
    return _KINDS[kind][as_language(language) is Language.FR]


def title(statement: Statement, language: Language | str = "en") -> str:
    """Return what a statement is called: a credit note where the group owes the member."""
    is_french = as_language(language) is Language.FR
    name = _TITLES[statement.kind][is_french]
    if not statement.is_credit_note:
        return name
    return f"{name} ({'avoir' if is_french else 'credit note'})"
