import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.timeline import Half, Season, When, YearDay, have_a_date, parse_when

LEAP_YEAR = st.dates(dt.date(2028, 1, 1), dt.date(2028, 12, 31))
SEASONS = st.builds(
    lambda first, last: Season(YearDay(first.month, first.day), YearDay(last.month, last.day)),
    LEAP_YEAR,
    LEAP_YEAR,
)
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2110, 12, 31))


def covered(season: Season, year: int) -> list[dt.date]:
    days = (dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(366))
    return [day for day in days if day.year == year and season.covers(day, Half.PM)]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("04-01 to 09-30", "04-01 to 09-30"),
        ("4-1 - 9-30", "04-01 to 09-30"),
        ("01/04 au 30/09", "04-01 to 09-30"),
        (" du 1/4 au 30/9 ", "04-01 to 09-30"),
        ("Jun-Sep", "06-01 to 09-30"),
        ("June – Sept.", "06-01 to 09-30"),
        ("juin-septembre", "06-01 to 09-30"),
        ("de juin à août", "06-01 to 08-31"),
        ("d’AVRIL à octobre", "04-01 to 10-31"),
        ("from April to June", "04-01 to 06-30"),
        ("1er avril au 30 septembre", "04-01 to 09-30"),
        ("April 1 until September 30", "04-01 to 09-30"),
        ("1st March to 2nd May", "03-01 to 05-02"),
        ("11-15 to 03-15", "11-15 to 03-15"),
        ("déc-févr", "12-01 to 02-29"),
        ("Feb-Feb", "02-01 to 02-29"),
        ("07-14 to 07-14", "07-14 to 07-14"),
        ("29/02 au 01/03", "02-29 to 03-01"),
        ("mar-mai", "03-01 to 05-31"),
    ],
)
def test_seasons_are_read(text: str, canonical: str) -> None:
    season = Season.parse(text)
    assert str(season) == canonical
    assert Season.parse(canonical) == Season.parse(season) == parse_when(canonical) == season


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "expected a season, got"),
        ("summer", "expected a season, got"),
        ("Jun", "expected a season, got"),
        ("04-01", "expected a season, got"),
        ("04-01 to", "expected a season, got"),
        ("mar-mer", "expected a season, got"),
        ("2027-04-01 to 2027-09-30", "expected a season, got"),
        ("04-01 to 09-30 AM", "expected a season, got"),
        ("04-31 to 09-30", "days that exist"),
        ("13-01 to 14-01", "days that exist"),
        ("30/02 au 01/03", "days that exist"),
        ("0-1 to 1-0", "days that exist"),
        (None, "expected a season, got"),
    ],
)
def test_what_is_no_season_is_refused_with_a_way_to_write_it(text: str, wrong: str) -> None:
    with pytest.raises(BadValue, match=wrong) as caught:
        Season.parse(text)
    assert '"04-01 to 09-30", "01/04 au 30/09" or "Jun-Sep"' in str(caught.value)


def test_days_that_no_year_has_are_refused() -> None:
    with pytest.raises(BadValue, match="a day of the year, got '02-30'"):
        Season(YearDay(2, 30), YearDay(3, 1))


def test_a_season_covers_both_its_ends_and_whole_days() -> None:
    season = Season.parse("04-01 to 09-30")
    assert covered(season, 2027)[0] == dt.date(2027, 4, 1)
    assert covered(season, 2027)[-1] == dt.date(2027, 9, 30)
    assert len(covered(season, 2027)) == 183
    assert season.covers(dt.date(2027, 4, 1), Half.AM)


def test_a_season_over_new_year_covers_the_end_and_the_beginning_of_a_year() -> None:
    days = covered(Season.parse("11-15 to 03-15"), 2027)
    assert len(days) == 31 + 28 + 15 + 16 + 31
    assert dt.date(2027, 3, 15) in days
    assert dt.date(2027, 3, 16) not in days
    assert dt.date(2027, 11, 14) not in days
    assert dt.date(2027, 12, 31) in days


@pytest.mark.parametrize(("year", "days"), [(2027, 28), (2028, 29)])
def test_february_ends_with_its_last_day(year: int, days: int) -> None:
    assert len(covered(Season.parse("Feb-Feb"), year)) == days


@pytest.mark.parametrize(("year", "days"), [(2027, 0), (2028, 1), (2100, 0)])
def test_29_february_is_a_season_of_leap_years(year: int, days: int) -> None:
    assert len(covered(Season.parse("02-29 to 02-29"), year)) == days


@given(SEASONS)
def test_seasons_are_written_as_they_are_read(season: Season) -> None:
    assert Season.parse(str(season)) == parse_when(str(season)) == season
    assert pickle.loads(pickle.dumps(season)) == season  # noqa: S301 - our own
    assert hash(season) == hash(Season.parse(str(season)))
    assert isinstance(season, When)


@given(SEASONS, DATES)
def test_a_season_and_the_rest_of_the_year_share_no_day(season: Season, day: dt.date) -> None:
    year = [dt.date(2028, 1, 1) + dt.timedelta(days=number) for number in range(366)]
    first = year.index(dt.date(2028, *season.first))
    last = year.index(dt.date(2028, *season.last))
    rest_first, rest_last = year[(last + 1) % 366], year[first - 1]
    if rest_first != dt.date(2028, *season.first):  # else the season is the whole year
        rest = Season(YearDay(rest_first.month, rest_first.day), YearDay(rest_last.month, rest_last.day))
        assert season.covers(day, Half.AM) != rest.covers(day, Half.AM)


@pytest.mark.parametrize("text", ["01/04 au 30/09", "04-01 to 09-30", "1 avril - 30 sept"])
def test_a_season_that_begins_with_a_digit_is_a_pattern_too(text: str) -> None:
    assert parse_when(text) == Season.parse("04-01 to 09-30")


def test_weekdays_and_dates_stay_what_they_are() -> None:
    assert str(parse_when("mar-mer")) == "Tue, Wed"
    assert str(parse_when("01/04/2027 30/09/2027")) == "2027-04-01, 2027-09-30"


@pytest.mark.parametrize(
    ("first", "last", "seasons", "expected"),
    [
        (None, None, [], True),
        ("2027-01-02", "2027-01-01", [], False),
        ("2027-01-01", "2027-01-01", [None], True),
        ("2027-01-01", "2027-05-31", ["06-01 to 09-30"], False),
        ("2027-01-01", "2027-06-01", ["06-01 to 09-30"], True),
        ("2027-10-01", None, ["06-01 to 09-30"], True),
        (None, "2027-05-31", ["06-01 to 09-30"], True),
        (None, None, ["06-01 to 09-30", "09-30 to 10-01"], True),
        (None, None, ["06-01 to 09-30", "10-01 to 05-31"], False),
        ("2097-01-01", None, ["02-29 to 02-29"], True),
        ("2097-01-01", "2103-12-31", ["02-29 to 02-29"], False),
        ("0001-01-01", "0001-01-31", ["01-31 to 02-28"], True),
        (None, "0001-01-01", ["01-01 to 01-01"], True),
        ("9999-12-31", None, ["12-31 to 01-01"], True),
        ("9999-12-31", None, ["01-01 to 12-30"], False),
    ],
)
def test_whether_dates_and_seasons_meet(
    first: str | None, last: str | None, seasons: list[str | None], expected: bool
) -> None:
    limits = [None if season is None else Season.parse(season) for season in seasons]
    begin, end = (None if day is None else dt.date.fromisoformat(day) for day in (first, last))
    assert have_a_date(begin, end, limits) is expected
