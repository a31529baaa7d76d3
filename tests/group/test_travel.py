import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gesched.errors import InputError
from gesched.group import Employee, Group, Member, Parts, Site, Trip, cross_check
from gesched.group.travel import minutes_by_air
from gesched.tables import group_from_frames, group_to_frames

LYON = Site("Lyon", latitude="45,764", longitude="4,8357")
VILLEURBANNE = Site("Villeurbanne", latitude=45.7719, longitude=4.8902)
NANTES = Site("Nantes", latitude=Decimal("47.218"), longitude="-1,553")
NOWHERE = Site("Nowhere")
SITES = (LYON, VILLEURBANNE, NANTES, NOWHERE)


def group(*trips: Trip, **words: Any) -> Group:
    members = [Member(site.name, site=site.name) for site in SITES]
    members += [Member("Next door", site="Lyon"), Member("Home")]
    return Group("Mix", members=members, sites=SITES, trips=trips, **words)


def minutes(own: Group, one: str, other: str) -> int:
    return own.travel_minutes(own.member(one), own.member(other))


def test_degrees_are_read_with_comma_or_point() -> None:
    assert (LYON.latitude, LYON.longitude) == (45.764, 4.8357)
    assert NANTES.point == (47.218, -1.553)
    assert NOWHERE.point is None
    assert Site("S", latitude=-90, longitude="180").point == (-90.0, 180.0)
    assert str(Site("S", latitude="-0.0000001", longitude="+0").latitude) == "0.0"


@pytest.mark.parametrize(
    ("latitude", "longitude", "column"),
    [
        (90.1, 0, "latitude"),
        ("-91", 0, "latitude"),
        (0, 180.5, "longitude"),
        (float("nan"), 0, "latitude"),
        (0, float("inf"), "longitude"),
        ("45° 46'", 4, "latitude"),
        (True, 4, "latitude"),
        (45, None, "longitude"),
        (None, 4, "latitude"),
        ("", 4, "latitude"),
    ],
)
def test_points_that_are_none(latitude: Any, longitude: Any, column: str) -> None:
    with pytest.raises(InputError) as caught:
        Site("S", latitude=latitude, longitude=longitude)
    assert [problem.column for problem in caught.value.problems] == [column]


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"minutes": -1}, "minutes"),
        ({"minutes": "7,5"}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"to": " Lyon"}, "to"),
        ({"to": ""}, "to"),
    ],
)
def test_trips_that_are_none(given: dict[str, Any], column: str) -> None:
    usual: dict[str, Any] = {"site": "Lyon", "to": "Nantes", "minutes": 270}
    with pytest.raises(InputError) as caught:
        Trip(**usual | given)
    assert [problem.column for problem in caught.value.problems] == [column]


def test_a_trip_is_known_both_ways_unless_both_are_told() -> None:
    assert minutes(group(Trip("Lyon", "Nantes", "270")), "Nantes", "Lyon") == 270
    own = group(Trip("Lyon", "Nantes", 270), Trip("Nantes", "Lyon", 280))
    assert [minutes(own, *way) for way in (("Lyon", "Nantes"), ("Nantes", "Lyon"))] == [270, 280]
    assert minutes(own, "Next door", "Nantes") == 270


def test_a_trip_may_take_no_time() -> None:
    assert minutes(group(Trip("Lyon", "Villeurbanne", 0)), "Villeurbanne", "Lyon") == 0


def test_other_ways_are_as_the_crow_flies_rounded_up() -> None:
    own = group()
    # 4.32 km at 40 km/h are 6.5 minutes.
    assert minutes(own, "Lyon", "Villeurbanne") == minutes(own, "Villeurbanne", "Next door") == 7
    assert minutes(group(speed="4,5"), "Lyon", "Villeurbanne") == 58
    # 514 km.
    assert minutes(own, "Lyon", "Nantes") == pytest.approx(514 * 1.5, abs=2)


def test_where_nothing_is_known_the_way_takes_no_time() -> None:
    own = group()
    assert [minutes(own, "Lyon", other) for other in ("Lyon", "Next door", "Nowhere", "Home")] == [0] * 4


def test_a_quarter_of_the_equator() -> None:
    assert minutes_by_air((0, 0), (0, 90), Fraction(1000)) == 601
    assert minutes_by_air((0, 0), (90, 45), Fraction(1000)) == 601
    assert minutes_by_air((0, 179), (0, -179), Fraction(100)) == 134
    assert minutes_by_air((10, 20), (-10, -160), Fraction(1000)) == 1201
    assert minutes_by_air((10, 20), (10, 20), Fraction(1)) == 0


@pytest.mark.parametrize("speed", [0, -1, 1001, "fast"])
def test_speeds_that_are_none(speed: Any) -> None:
    with pytest.raises(InputError) as caught:
        group(speed=speed)
    assert [problem.column for problem in caught.value.problems] == ["speed"]


def test_what_trips_get_wrong_about_sites() -> None:
    trips = [
        Trip("Lyon", "Nantes", 1),
        Trip("Nantes", "Lyon", 2),
        Trip("Lyon", "Nantes", 3),
        Trip("Lion", "Y", 4),
    ]
    found = cross_check(Parts(sites=SITES, trips=trips))
    assert [(one.table, one.row, one.column, one.value) for one in found] == [
        ("trips", 2, "to", "Nantes"),
        ("trips", 3, "site", "Lion"),
        ("trips", 3, "to", "Y"),
    ]
    assert [one.expected for one in found[1:]] == ["a site of the group"] * 2
    assert found[1].advice == "Did you mean 'Lyon'?"


def test_what_if_keeps_the_trips() -> None:
    own = group(Trip("Lyon", "Nantes", 270), speed=50)
    assert minutes(own, "Lyon", "Villeurbanne") == 6
    changed = own.without_member("Next door").with_employee(Employee("One"))
    assert minutes(changed, "Lyon", "Nantes") == 270
    assert minutes(changed, "Lyon", "Villeurbanne") == 6
    assert pickle.loads(pickle.dumps(own)) == own  # noqa: S301 - our own


def test_tables_tell_trips_points_and_speed_again() -> None:
    own = group(Trip("Lyon", "Nantes", 270), Trip("Nantes", "Lyon", 0), speed=Fraction(100, 3))
    frames = group_to_frames(own)
    assert frames["trips"].to_numpy().tolist() == [["Lyon", "Nantes", "270"], ["Nantes", "Lyon", "0"]]
    assert frames["sites"]["longitude"].tolist() == ["4.8357", "4.8902", "-1.553", ""]
    assert group_from_frames(frames) == own
