import datetime as dt
import pickle
from collections.abc import Mapping
from itertools import pairwise

import pytest
from dateutil.easter import easter
from holidays import country_holidays

from gesched.errors import BadValue
from gesched.timeline import (
    FrenchHolidays,
    FrenchZone,
    Horizon,
    ListedHolidays,
    WeeklyPattern,
    as_holidays,
    french_holidays,
    zone_key,
)
from gesched.timeline.halfdays import Half

ZONES = french_holidays()
WORKS = WeeklyPattern.parse("Mon-Fri")
GOOD_FRIDAY_2026 = dt.date(2026, 4, 3)


def working_days(zone: str, first: str, last: str) -> int:
    return sum(WORKS.covers(day, Half.AM) and day not in ZONES[zone] for day in Horizon(first, last).dates)


def legal_days(year: int) -> set[dt.date]:
    """Return the 11 days of L3133-1, from the law rather than from the package."""
    fixed = {
        dt.date(year, *day) for day in [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    }
    return fixed | {easter(year) + dt.timedelta(days=days) for days in (1, 39, 50)}


@pytest.mark.parametrize(
    ("year", "mainland", "alsace"),
    [
        (2024, 227, 225),
        (2025, 226, 224),
        (2026, 227, 226),
        (2027, 229, 228),
        (2028, 226, 224),
        (2029, 227, 225),
    ],
)
def test_available_days_of_a_year(year: int, mainland: int, alsace: int) -> None:
    year_long = (f"{year}-01-01", f"{year}-12-31")
    assert working_days("mainland", *year_long) - 25 == mainland
    assert working_days("alsace-moselle", *year_long) - 25 == alsace


def test_working_days_by_month_of_2026() -> None:
    starts = [dt.date(2026, month, 1) for month in range(1, 13)] + [dt.date(2027, 1, 1)]
    months = [
        working_days("mainland", str(start), str(following - dt.timedelta(days=1)))
        for start, following in pairwise(starts)
    ]
    assert months == [21, 20, 22, 21, 17, 22, 22, 21, 22, 22, 20, 22]
    assert sum(months) == 252


def test_the_holidays_of_2026() -> None:
    found = [f"{day:%m-%d}" for day in Horizon("2026-01-01", "2026-12-31").dates if day in ZONES["mainland"]]
    assert found == [
        *("01-01", "04-06", "05-01", "05-08", "05-14", "05-25"),
        *("07-14", "08-15", "11-01", "11-11", "12-25"),
    ]


@pytest.mark.parametrize("zone", list(ZONES))
def test_the_legal_days_are_off_everywhere(zone: str) -> None:
    # The package leaves out Whit Monday of 2005-2007, then the default solidarity day.
    for year in [*range(1990, 2005), *range(2008, 2101)]:
        assert all(day in ZONES[zone] for day in legal_days(year)), year


@pytest.mark.parametrize("year", [*range(1990, 2005), *range(2008, 2101)])
def test_the_mainland_has_the_legal_days_and_no_other(year: int) -> None:
    found = {day for day in Horizon(f"{year}-01-01", f"{year}-12-31").dates if day in ZONES["mainland"]}
    assert found == legal_days(year)


@pytest.mark.parametrize("year", range(2008, 2101, 4))
def test_alsace_moselle_adds_two_days_or_one(year: int) -> None:
    good_friday, boxing_day = easter(year) - dt.timedelta(days=2), dt.date(year, 12, 26)
    days = Horizon(f"{year}-01-01", f"{year}-12-31").dates
    with_friday = {day for day in days if day in ZONES["alsace-moselle"]}
    without = {day for day in days if day in ZONES["alsace-moselle without good friday"]}
    assert with_friday - legal_days(year) == {good_friday, boxing_day}
    assert with_friday - without == {good_friday}


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("guadeloupe", "2027-05-27"),
        ("guyane", "2027-06-10"),
        ("martinique", "2027-05-22"),
        ("mayotte", "2027-04-27"),
        ("la reunion", "2027-12-20"),
        ("saint-barthelemy", "2027-10-09"),
        ("saint-martin", "2027-05-28"),
        ("polynesie francaise", "2027-03-05"),
        ("nouvelle-caledonie", "2027-09-24"),
        ("wallis-et-futuna", "2027-07-29"),
    ],
)
def test_overseas_zones_have_their_own_days(zone: str, day: str) -> None:
    assert dt.date.fromisoformat(day) in ZONES[zone]
    assert dt.date.fromisoformat(day) not in ZONES["mainland"]


def test_names_are_french() -> None:
    assert ZONES["mainland"].name_of(dt.date(2027, 12, 25)) == "Noël"
    assert ZONES["alsace-moselle"].name_of(GOOD_FRIDAY_2026) == "Vendredi saint"
    assert ZONES["mainland"].name_of(GOOD_FRIDAY_2026) is None


def test_what_is_no_date_is_no_holiday() -> None:
    assert dt.datetime(2027, 12, 25, 18, tzinfo=dt.UTC) in ZONES["mainland"]
    assert "2027-12-25" not in ZONES["mainland"]
    assert None not in ZONES["mainland"]


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(BadValue, match="got 1500"):
        ZONES["mainland"].name_of(dt.date(1500, 12, 25))


def test_french_zones_are_one_immutable_value() -> None:
    assert ZONES == french_holidays() == pickle.loads(pickle.dumps(ZONES)) == as_holidays(ZONES)  # noqa: S301
    assert hash(ZONES) == hash(french_holidays())
    assert ZONES["mainland"] == pickle.loads(pickle.dumps(ZONES["mainland"]))  # noqa: S301
    assert hash(ZONES["mainland"]) != hash(ZONES["guyane"])
    assert isinstance(ZONES, Mapping)
    assert len(ZONES) == len(list(ZONES)) == 14
    assert not hasattr(ZONES, "__setitem__")


@pytest.mark.parametrize("name", ["La Réunion", "LA RE\u0301UNION", " la-reunion "])
def test_french_zones_are_found_by_any_spelling(name: str) -> None:
    assert ZONES[name] == ZONES["la reunion"]
    assert name in ZONES


def test_unknown_zones() -> None:
    assert "atlantis" not in ZONES
    with pytest.raises(KeyError, match="atlantis"):
        ZONES["atlantis"]
    with pytest.raises(BadValue, match="atlantis"):
        FrenchZone("atlantis")


def test_no_holidays() -> None:
    none = as_holidays(None)
    assert len(none) == 0
    assert none == as_holidays({}) == ListedHolidays(())


def test_listed_holidays() -> None:
    listed = as_holidays(
        {
            " Namur ": ["2027-07-21", dt.date(2027, 12, 25), "2027-12-25"],
            "Liège": {"2027-09-27": "Fête de la Communauté"},
            "Strasbourg": ZONES["alsace-moselle"],
            "Nowhere": [],
        }
    )
    assert isinstance(listed, ListedHolidays)
    assert list(listed) == ["Liège", "Namur", "Nowhere", "Strasbourg"]
    assert dt.date(2027, 7, 21) in listed["NAMUR"]
    assert listed["Namur"].name_of(dt.date(2027, 7, 21)) == "public holiday"
    assert listed["Namur"].name_of(dt.date(2027, 7, 22)) is None
    assert listed["lie\u0300ge"].name_of(dt.date(2027, 9, 27)) == "Fête de la Communauté"
    assert GOOD_FRIDAY_2026 in listed["Strasbourg"]
    assert dt.date(2027, 1, 1) not in listed["Nowhere"]
    assert "Mons" not in listed
    assert as_holidays(listed) is listed
    assert pickle.loads(pickle.dumps(listed)) == listed  # noqa: S301
    assert hash(listed) == hash(as_holidays(dict(list(listed.items())[::-1])))
    assert not isinstance(listed, FrenchHolidays)


def test_holidays_of_other_countries_come_from_the_package() -> None:
    belgium = as_holidays({"Belgium": country_holidays("BE", years=[2026, 2027])})
    assert dt.date(2027, 7, 21) in belgium["belgium"]


@pytest.mark.parametrize(
    "value",
    [
        "mainland",
        ["2027-01-01"],
        5,
        {"Namur": "2027-07-21"},
        {"Namur": None},
        {"Namur": ["July"]},
        {"Namur": [None]},
        {"Namur": [], "namur ": []},
        {"": []},
        {None: []},
    ],
)
def test_what_lists_no_holidays_is_refused(value: Mapping[str, list[str]]) -> None:
    with pytest.raises(BadValue):
        as_holidays(value)


def test_zone_keys() -> None:
    assert zone_key(" Lie\u0300ge ") == zone_key("LIÈGE") == "liège"
