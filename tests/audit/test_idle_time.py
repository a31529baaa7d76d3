"""Idle half-days, and whether somebody could have taken them."""

import datetime as dt

import gesched
from gesched.timeline import Half

MONDAY = dt.date(2027, 1, 4)


def group(*agreements: gesched.Agreement) -> gesched.Group:
    return gesched.Group(
        "Group 1",
        employees=[gesched.Employee("Web marketer 1", works="Mon-Tue", skills={"web"})],
        members=[gesched.Member("Label 1"), gesched.Member("Label 2", opens="Tue")],
        agreements=agreements,
        closures=[gesched.Closure("Label 1", MONDAY, first_half="PM")],
    )


def idle(schedule: gesched.Schedule) -> list[tuple[str, str, bool]]:
    table = gesched.idle_time(schedule)
    assert list(table.columns) == ["date", "half", "employee", "avoidable"]
    assert set(table["employee"]) <= {"Web marketer 1"}
    days = table["date"].dt.strftime("%a")
    return list(zip(days, table["half"], table["avoidable"].tolist(), strict=True))


def schedule_of(group: gesched.Group, *half_days: tuple[dt.date, Half]) -> gesched.Schedule:
    agreement = group.agreements[0]
    taken = [
        gesched.Assignment(day, half, "Web marketer 1", agreement.member, agreement.name)
        for day, half in half_days
    ]
    return gesched.Schedule(group, gesched.Horizon(MONDAY, "2027-01-05"), tuple(taken))


def test_idle_time_is_avoidable_while_a_member_that_is_open_is_under_its_cap() -> None:
    two_days = group(gesched.Agreement("Label 1", employee="Web marketer 1", days=2, per="horizon"))
    everything = [("Mon", "AM", True), ("Mon", "PM", False), ("Tue", "AM", True), ("Tue", "PM", True)]
    assert idle(schedule_of(two_days)) == everything
    one_day = group(gesched.Agreement("Label 1", employee="Web marketer 1", days=1, per="horizon"))
    used_up = schedule_of(one_day, (MONDAY, Half.AM), (MONDAY + dt.timedelta(days=1), Half.AM))
    assert idle(used_up) == [("Mon", "PM", False), ("Tue", "PM", False)]


def test_a_maximum_of_its_own_leaves_room_above_the_promise() -> None:
    roomy = group(gesched.Agreement("Label 1", employee="Web marketer 1", days=0.5, at_most=1, per="horizon"))
    taken = schedule_of(roomy, (MONDAY, Half.AM))
    assert idle(taken) == [("Mon", "PM", False), ("Tue", "AM", True), ("Tue", "PM", True)]


def test_whole_days_need_both_halves_idle() -> None:
    whole = group(gesched.Agreement("Label 1", skill="web", days=2, per="horizon", unit="day"))
    assert idle(schedule_of(whole)) == [
        ("Mon", "AM", False),
        ("Mon", "PM", False),
        ("Tue", "AM", True),
        ("Tue", "PM", True),
    ]


def test_nobody_idle_is_an_empty_table() -> None:
    full = group(gesched.Agreement("Label 1", employee="Web marketer 1", days=2, per="horizon"))
    tuesday = MONDAY + dt.timedelta(days=1)
    monday = [(MONDAY, Half.AM), (MONDAY, Half.PM)]
    assert idle(schedule_of(full, *monday, (tuesday, Half.AM), (tuesday, Half.PM))) == []
