"""Feeds in a folder: addresses that last, tokens, kinds, privacy, interruptions, those who have left."""

import datetime as dt
import hashlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from feed_cases import (
    EMPLOYEE,
    LABELS,
    REVISED,
    YEAR,
    assign,
    group_of,
    plan_of,
    schedule_of,
    seen,
    unfolded,
    values,
)

from gesched.calendars import FeedForm, FeedKind, Privacy, write_calendars
from gesched.calendars.events import Naming, Owner
from gesched.calendars.revisions import Merged, merge
from gesched.errors import BadValue
from gesched.group import Absence, Agreement, Closure, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half

MONDAY, TUESDAY = "2027-01-04", "2027-01-05"
OTHER = "Web marketer 2"
HOUR = dt.timedelta(hours=1)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file's content and inode, which changes whenever it is replaced."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_ino) for path in files}


def two(*plan: tuple[str, str, str, str], revised: dt.datetime = REVISED) -> Schedule:
    group = group_of([EMPLOYEE, OTHER], LABELS)
    rows = [assign(group, day, halves, employee, member) for day, halves, employee, member in plan]
    return schedule_of(group, *rows, revised=revised)


def test_an_unchanged_republication_writes_nothing(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"), (TUESDAY, "AM PM", "Label 2"))
    first = write_calendars(schedule, tmp_path, feeds=FeedKind, tokens=True)
    before = contents(tmp_path)
    again = write_calendars(replace(schedule, revised=REVISED + HOUR), tmp_path, feeds=FeedKind)
    assert contents(tmp_path) == before
    assert not any(feed.written for feed in again.feeds)
    assert again.paths == first.paths
    assert (again.warnings, again.stale) == ((), ())
    assert str(again) == "7 feeds, 0 written: 0 events added, 0 changed, 0 dropped"


def test_only_feeds_that_change_are_written(tmp_path: Path) -> None:
    write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path)
    before = contents(tmp_path)
    moved = plan_of((MONDAY, "AM PM", "Label 1"), (TUESDAY, "AM", "Label 2"), revised=REVISED + HOUR)
    publication = write_calendars(moved, tmp_path)
    changed = {name for name, content in contents(tmp_path).items() if content != before.get(name)}
    assert changed == {"members/label-1.ics", "members/label-2.ics", "employees/web-marketer-1.ics"}
    counts = [(feed.added, feed.changed, feed.dropped) for feed in publication.feeds]
    assert counts == [(0, 1, 0), (1, 0, 0), (0, 0, 0), (1, 1, 0)]


def test_a_lost_and_a_damaged_feed_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 2"))
    lost, damaged, *_ = write_calendars(schedule, tmp_path).paths
    lost.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with caplog.at_level(logging.WARNING, "gesched"):
        publication = write_calendars(schedule, tmp_path)
    assert len(publication.warnings) == 2
    assert re.search(r"Label 1 \(.*label-1.ics\) was not used: it is lost, unless it is new", caplog.text)
    assert re.search(r"Label 2 \(.*label-2.ics\) was not used: it was cut or changed since", caplog.text)
    for path in (lost, damaged):
        assert min(map(int, values(path.read_bytes(), "SEQUENCE"))) > 3_658_710
    assert not write_calendars(schedule, tmp_path).warnings


# Addresses.


def test_tokens_are_kept_and_cannot_be_guessed(tmp_path: Path) -> None:
    first = write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path, tokens=True)
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{32}\.ics", path.name) for path in first.paths)
    assert len({path.stem[-32:] for path in first.paths}) == 4
    again = write_calendars(plan_of((MONDAY, "PM", "Label 2")), tmp_path, tokens=True)
    assert again.paths == first.paths
    assert write_calendars(plan_of(), tmp_path).paths == first.paths
    assert not {path.name for path in first.paths} & {
        path.name for path in write_calendars(plan_of(), tmp_path / "other", tokens=True).paths
    }


def test_feeds_that_get_a_token_later_leave_an_old_file_for_removal(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"))
    plain = write_calendars(schedule, tmp_path)
    hidden = write_calendars(schedule, tmp_path, tokens=True)
    assert not hidden.warnings
    assert hidden.stale == tuple(sorted(plain.paths[:3])) + plain.paths[3:]
    assert hidden.paths[0].read_bytes() == plain.paths[0].read_bytes()
    again = write_calendars(schedule, tmp_path, tokens=True, remove_stale=True)
    assert again.paths == hidden.paths
    assert not any(feed.written for feed in again.feeds)
    assert sorted(tmp_path.rglob("*.ics")) == sorted(hidden.paths)


def test_feeds_of_those_who_left_stay_until_removal_is_asked_for(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"))
    first = write_calendars(schedule, tmp_path)
    (tmp_path / "members" / "of-somebody-else.ics").write_text("BEGIN:VCALENDAR")
    (tmp_path / "members" / "index.html").write_text("Hello")
    smaller = schedule_of(group_of([EMPLOYEE], LABELS[1:]))
    assert write_calendars(smaller, tmp_path).stale == first.paths[:1]
    assert first.paths[0].exists()
    assert write_calendars(smaller, tmp_path, remove_stale=True).stale == ()
    assert {path.name for path in (tmp_path / "members").iterdir()} == {
        "index.html",
        "label-2.ics",
        "label-3.ics",
        "of-somebody-else.ics",
    }


def test_feeds_of_another_group_are_neither_overwritten_nor_removed(tmp_path: Path) -> None:
    first = write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path)
    before = contents(tmp_path)
    same = schedule_of(group_of([EMPLOYEE], LABELS, name="Other Mix"))
    with pytest.raises(BadValue, match=r"no feed of another group.*label-1\.ics.*folder of its own"):
        write_calendars(same, tmp_path, remove_stale=True)
    assert contents(tmp_path) == before
    other = schedule_of(group_of(["Designer 1"], ["Studio 1"], name="Other Mix"))
    publication = write_calendars(other, tmp_path, remove_stale=True)
    assert not publication.warnings
    assert all(path.exists() for path in first.paths)
    assert write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path).stale == ()


def test_a_newcomer_does_not_get_the_address_of_somebody_who_has_left(tmp_path: Path) -> None:
    write_calendars(schedule_of(group_of(["Anna"], LABELS)), tmp_path)
    newcomer = schedule_of(group_of(["ANNA"], LABELS))
    with pytest.raises(BadValue, match=r"anna\.ics.*delete the file"):
        write_calendars(newcomer, tmp_path)


def test_a_feed_that_tells_more_or_less_keeps_its_address(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"))
    first = write_calendars(schedule, tmp_path)
    again = write_calendars(schedule, tmp_path, form=FeedForm(privacy="busy"))
    assert again.paths == first.paths
    assert all("another feed, or tells more or less" in warning for warning in again.warnings)


def test_a_folder_that_is_called_like_a_feed_is_no_feed(tmp_path: Path) -> None:
    (tmp_path / "members" / "old.ics").mkdir(parents=True)
    assert not write_calendars(plan_of(), tmp_path).warnings


# Kinds of feeds.


def test_pairs_and_the_group_have_feeds(tmp_path: Path) -> None:
    schedule = two(
        (MONDAY, "AM", EMPLOYEE, "Label 1"),
        (MONDAY, "PM", OTHER, "Label 1"),
        (TUESDAY, "AM PM", OTHER, "Label 2"),
    )
    publication = write_calendars(schedule, tmp_path, feeds=["pairs", "group"])
    titles = [[one.summary for one in seen(path.read_bytes())] for path in publication.paths]
    pairs = ["Web marketer 1 at Label 1", "Web marketer 2 at Label 1", "Web marketer 2 at Label 2"]
    assert titles == [*([pair] for pair in pairs), pairs]
    assert publication.paths[3] == tmp_path / "group" / "paris-mix.ics"
    assert len({uid for path in publication.paths for uid in values(path.read_bytes(), "UID")}) == 6
    emptied = write_calendars(two((MONDAY, "AM", EMPLOYEE, "Label 1")), tmp_path, feeds=["pair"])
    assert [feed.dropped for feed in emptied.feeds] == [0, 1, 1]
    assert emptied.paths == publication.paths[:3]


def test_kinds_are_read_in_singular_and_plural(tmp_path: Path) -> None:
    publication = write_calendars(plan_of(), tmp_path, feeds="employees")
    assert [feed.kind for feed in publication.feeds] == [FeedKind.EMPLOYEE]
    with pytest.raises(BadValue, match=r"one of member, employee, pair, group.*Did you mean 'member'"):
        write_calendars(plan_of(), tmp_path, feeds=["membres"])
    with pytest.raises(BadValue, match="at least one kind"):
        write_calendars(plan_of(), tmp_path, feeds=[])


# How much feeds tell.


def secretive() -> Schedule:
    """Return a schedule with everything that somebody must not see."""
    sites = [Site("Dock", address="1, quay", hours="7h-11h, 12h-16h", latitude="48.9", longitude="2.3")]
    group = group_of([EMPLOYEE, OTHER], [Member("Label 1", site="Dock"), "Label 2", "Label 3"], sites)
    group = replace(
        group,
        agreements=[
            replace(group.agreements[0], end="2027-12-31"),
            *group.agreements[1:],
            Agreement("Label 1", employee=EMPLOYEE, days=1, start="2028-01-01"),
        ],
        absences=[
            Absence(EMPLOYEE, "2027-02-01", "2027-02-05", reason="sick leave"),
            Absence(EMPLOYEE, "2027-02-03", "2027-02-03", when="Wed AM", reason="dentist"),
        ],
        closures=[Closure("Label 1", "2027-03-01", last_half="AM", reason="stocktaking")],
    )
    rows = [
        assign(group, MONDAY, "AM", EMPLOYEE, "Label 1"),
        assign(group, MONDAY, "PM", EMPLOYEE, "Label 2"),
        assign(group, MONDAY, "AM PM", OTHER, "Label 1"),
        assign(group, TUESDAY, "AM", EMPLOYEE, "Label 1"),
    ]
    return schedule_of(group, *rows)


SECRETS = (b"sick", b"dentist", b"stocktaking", b"202702", b"202703")


def test_own_feeds_tell_no_reasons_and_nobody_elses_days(tmp_path: Path) -> None:
    for feed in write_calendars(secretive(), tmp_path, feeds=FeedKind).feeds:
        assert feed.path is not None
        content = feed.path.read_bytes()
        assert not any(secret in content for secret in SECRETS)
        strangers = {*LABELS} - {feed.member} if feed.kind in {FeedKind.MEMBER, FeedKind.PAIR} else ()
        assert not any(name.encode() in content for name in strangers)


@pytest.mark.parametrize("join_days", [False, True])
def test_busy_feeds_name_nobody(tmp_path: Path, join_days: bool) -> None:
    form = FeedForm(
        privacy="busy",
        language="fr",
        url="https://example.org/label-1",
        description="{member}",
        join_days=join_days,
    )
    schedule = secretive()
    publication = write_calendars(schedule, tmp_path, feeds=["members", "employees", "pairs"], form=form)
    names = [EMPLOYEE, OTHER, *LABELS, "Paris Mix", "Dock", "quay", "48.9", "label-1", "0/0"]
    for path in publication.paths:
        content = b"".join(line + b"\n" for line in path.read_bytes().split(b"\r\n"))
        assert not any(name.encode() in content for name in names)
        assert not any(secret in content for secret in SECRETS)
    feeds = {feed.employee or feed.member: feed.path for feed in publication.feeds if feed.kind != "pair"}
    busy = {name: seen(path.read_bytes()) for name, path in feeds.items() if path is not None}
    assert [(one.start, one.end) for one in busy[EMPLOYEE]] == [
        ("2027-01-04", "2027-01-05"),
        ("2027-01-05T06:00:00Z", "2027-01-05T10:00:00Z"),
    ]
    assert [one.start for one in busy["Label 1"]] == ["2027-01-04", "2027-01-05T06:00:00Z"]
    assert {one.summary for some in busy.values() for one in some} == {"Occupé"}
    guessed = Naming(schedule.group)
    known = {uid for path in feeds.values() if path for uid in values(path.read_bytes(), "UID")}
    for kind in FeedKind:
        for employee in schedule.group.employees:
            for member in schedule.group.members:
                owner = Owner(kind, employee.name, member.name)
                names = [guessed.group, employee.name, member.name, MONDAY]
                assert guessed.identity(owner, Privacy.OWN) not in known
                assert f"{guess(kind, *names)}@gesched" not in known


def guess(*names: str) -> str:
    """Return what stands in the UIDs of feeds with names, for anybody who knows the names."""
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:32]


def test_busy_times_of_the_whole_group_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="only busy times"):
        write_calendars(secretive(), tmp_path, feeds=["group"], form=FeedForm(privacy=Privacy.BUSY))
    assert list(tmp_path.iterdir()) == []


def test_the_coordinators_feeds_tell_who_is_away_and_why(tmp_path: Path) -> None:
    form = FeedForm(privacy="coordinator")
    publication = write_calendars(secretive(), tmp_path, feeds=FeedKind, form=form)
    by_owner = {(feed.kind, feed.employee, feed.member): feed.path for feed in publication.feeds}
    group = by_owner[FeedKind.GROUP, "", ""]
    assert group is not None
    away = [(one.start, one.end, one.summary) for one in seen(group.read_bytes()) if one.start >= "2027-02"]
    assert away == [
        ("2027-02-01", "2027-02-06", "Web marketer 1: away (sick leave)"),
        ("2027-02-03T07:30:00Z", "2027-02-03T11:00:00Z", "Web marketer 1: away (dentist)"),
        ("2027-03-01T06:00:00Z", "2027-03-01T10:00:00Z", "Label 1: closed (stocktaking)"),
    ]
    other = by_owner[FeedKind.EMPLOYEE, OTHER, ""]
    assert other is not None
    assert not any(secret in other.read_bytes() for secret in SECRETS)


# Cancellations for those who imported.


def test_lost_events_stand_in_a_calendar_of_their_own(tmp_path: Path) -> None:
    days = [(MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 1"), ("2027-01-06", "AM", "Label 1")]
    lost = tmp_path / "cancellations" / "members" / "label-1.ics"

    def publish(*plan: tuple[str, str, str], turn: int) -> tuple[bytes, bytes | None]:
        schedule = plan_of(*plan, revised=REVISED + turn * HOUR)
        feed = write_calendars(schedule, tmp_path, cancellations=True).paths[0]
        return feed.read_bytes(), lost.read_bytes() if lost.exists() else None

    first, nothing = publish(*days, turn=0)
    assert nothing is None
    _, one = publish(*days[:2], turn=1)
    assert one is not None
    assert values(one, "STATUS") == ["CANCELLED"]
    assert values(one, "UID") == values(first, "UID")[2:]
    assert values(one, "SEQUENCE") > values(first, "SEQUENCE")[2:]
    assert "NAME:Paris Mix: Label 1 (cancelled)" in unfolded(one)
    assert b"METHOD" not in one
    _, both = publish(*days[:1], turn=2)
    assert both is not None
    assert values(both, "UID") == values(first, "UID")[1:]
    assert publish(*days[:1], turn=3)[1] == both
    back, rest = publish(*days[:2], turn=4)
    assert rest is not None
    assert values(rest, "UID") == values(first, "UID")[2:]
    assert values(back, "SEQUENCE")[1] > values(both, "SEQUENCE")[0]


def test_a_damaged_calendar_of_lost_events_is_told(tmp_path: Path) -> None:
    lost = tmp_path / "cancellations" / "members" / "label-1.ics"
    for turn, plan in enumerate([[(MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 1")], [], []]):
        schedule = plan_of(*plan, revised=REVISED + turn * HOUR)
        assert not write_calendars(schedule, tmp_path, cancellations=True).warnings
    assert len(values(lost.read_bytes(), "UID")) == 2
    lost.write_bytes(lost.read_bytes()[:-200])
    (warning,) = write_calendars(plan_of(revised=REVISED), tmp_path, cancellations=True).warnings
    assert "earlier cancellations of Label 1" in warning
    assert "it was cut or changed since. What was dropped before is no longer in them." in warning
    assert not write_calendars(plan_of(revised=REVISED), tmp_path, cancellations=True).warnings


def test_cancellations_of_those_who_left_go_with_their_feeds(tmp_path: Path) -> None:
    write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path)
    write_calendars(plan_of(revised=REVISED + HOUR), tmp_path, cancellations=True)
    lost = tmp_path / "cancellations" / "members" / "label-1.ics"
    smaller = schedule_of(group_of([EMPLOYEE], LABELS[1:]))
    assert write_calendars(smaller, tmp_path).stale == (tmp_path / "members" / "label-1.ics", lost)
    write_calendars(smaller, tmp_path, remove_stale=True)
    assert [path.name for path in lost.parent.iterdir()] == []
    assert (tmp_path / "cancellations" / "employees" / "web-marketer-1.ics").exists()


# Whole folders.


def test_nothing_changes_where_a_later_feed_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path)
    before = contents(tmp_path)

    def fail(_: Merged) -> Merged:
        raise OSError(28, "No space left on device")

    calls = iter([lambda content: content] * 2 + [fail] * 9)
    monkeypatch.setattr(
        "gesched.calendars.feeds.merge", lambda *some, **more: next(calls)(merge(*some, **more))
    )
    with pytest.raises(OSError, match="No space"):
        write_calendars(plan_of((MONDAY, "PM", "Label 1"), revised=REVISED + HOUR), tmp_path)
    assert contents(tmp_path) == before


_SLOW = f"""
import sys, time
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_publishing import plan_of, TUESDAY, HOUR, REVISED
from gesched.calendars import write_calendars
move = Path.replace
def slowly(self, target):
    print(target, flush=True)
    time.sleep(0.1)
    return move(self, target)
Path.replace = slowly
write_calendars(plan_of((TUESDAY, "AM", "Label 1"), revised=REVISED + HOUR), sys.argv[1])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_who_is_killed_midway_leaves_whole_feeds_and_can_go_on(tmp_path: Path, after: int) -> None:
    schedule = plan_of((TUESDAY, "AM", "Label 1"), revised=REVISED + HOUR)
    write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path)
    command = [sys.executable, "-c", _SLOW, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - this very Python
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    for path in tmp_path.glob("[me]*/*.ics"):
        assert path.read_bytes().endswith(b"END:VCALENDAR\r\n")
    assert not write_calendars(schedule, tmp_path).warnings
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "employees/web-marketer-1.ics",
        "members/label-1.ics",
        "members/label-2.ics",
        "members/label-3.ics",
    ]
    feed = (tmp_path / "members" / "label-1.ics").read_bytes()
    assert values(feed, "DTSTART") == ["20270105T083000"]


def test_memory_does_not_grow_with_the_number_of_feeds(tmp_path: Path) -> None:
    """Feeds of a year, one employee each: a few, then many, all as long as one another."""
    peaks = []
    for number in (3, 20):
        group = group_of([f"Web marketer {one}" for one in range(number)], ["Label 1"])
        plan = [
            Assignment(day, half, employee.name, "Label 1", f"0/{one}")
            for one, employee in enumerate(group.employees)
            for day in YEAR.dates[:100]
            for half in Half
        ]
        schedule = Schedule(group, YEAR, tuple(plan), revised=REVISED)
        assert schedule.of_employee("Web marketer 0")
        write_calendars(schedule, tmp_path / f"{number}-first", feeds="employees")
        tracemalloc.start()
        write_calendars(schedule, tmp_path / str(number), feeds="employees")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
