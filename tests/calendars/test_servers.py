"""Feeds on a real calendar server, Radicale: publish, change, cancel, conflict, a server that is killed."""

import datetime as dt
import http.server
import logging
import re
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from feed_cases import (
    EMPLOYEE,
    REVISED,
    YEAR,
    Seen,
    assign,
    expected,
    group_of,
    plan_of,
    schedule_of,
    seen,
    values,
)
from reader_cases import free_port, program, wait_for

from gesched.calendars import FeedForm, Publication, publish_caldav
from gesched.errors import BadValue, MissingExtra
from gesched.group import Member, Site
from gesched.schedule import Schedule
from gesched.timeline import Half

PASSWORD = "Tr0ub4dor & 3"  # noqa: S105 - of a server of the tests
USERS = [f"coordinator-{number}" for number in range(20)]  # a fresh one for each test
MONDAY, TUESDAY, WEDNESDAY = "2027-01-04", "2027-01-05", "2027-01-06"
HOUR = dt.timedelta(hours=1)
ODD = 'Label, 1; "the\\first" 🎪 & <b>'
_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
[storage]
filesystem_folder = {folder}/collections
[logging]
level = error
"""


class Radicale:
    """A calendar server of this machine, as one of its users sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = USERS[0]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        (folder / "users").write_text("".join(f"{user}:{PASSWORD}\n" for user in USERS))
        (folder / "config").write_text(_CONFIG.format(port=self.port, folder=folder))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Radicale":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        command = [program("python"), "-m", "radicale", "--config", str(self.folder / "config")]
        self.process = subprocess.Popen(command)  # noqa: S603 - a server of the tests
        wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        request = Request(f"{self.url}{self.user}/{path}", body, method=method)  # noqa: S310 - of this machine
        secret = b64encode(f"{self.user}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {secret}")
        request.add_header("Content-Type", "text/calendar; charset=utf-8")
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - of this machine
            content: bytes = answer.read()
            return content

    def files(self, collection: str) -> dict[str, tuple[bytes, int]]:
        """Return the objects of a collection as they lie on the disk, and when they were written."""
        place = self.folder / "collections" / "collection-root" / self.user / collection
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.glob("*.ics")}


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with Radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def server(radicale: Radicale) -> Radicale:
    """Return the server as a user sees it who has nothing there."""
    radicale.user = USERS[USERS.index(radicale.user) + 1]
    return radicale


def publish(server: Radicale, schedule: Schedule, **options: Any) -> Publication:
    return publish_caldav(schedule, server.url, username=server.user, password=PASSWORD, **options)


def shown(server: Radicale, collection: str) -> list[Seen]:
    """Return what a subscriber of a collection sees."""
    return seen(server.ask("GET", f"{collection}/"))


def two(*plan: tuple[str, str, str], turn: int = 0) -> Schedule:
    return plan_of(*plan, revised=REVISED + turn * HOUR)


MEMBER, OWN = "gesched-member-label-1", "gesched-employee-web-marketer-1"


def test_everybody_gets_a_collection_that_shows_the_schedule(server: Radicale) -> None:
    sites = [Site("Dock", address="1, quay;\nParis"), Site("Réunion", timezone="Indian/Reunion")]
    members = [Member(ODD, site="Dock", key="odd"), Member("Label 2", site="Réunion"), Member("é" * 300)]
    group = group_of([EMPLOYEE, "محاسب 🧮 3"], members, sites, name="Paris, Mix & <Co>")
    names = [one.name for one in group.members]
    days = [dt.date(2027, 3, 26), dt.date(2027, 3, 29), dt.date(2027, 10, 29), dt.date(2027, 11, 2)]
    plan = [
        assign(group, day, halves, employee.name, names[(turn + shift) % 3])
        for turn, day in enumerate(days)
        for shift, employee in enumerate(group.employees)
        for halves in [("AM", "PM", "AM PM")[(turn + shift) % 3]]
    ]
    schedule = schedule_of(group, *plan)
    publication = publish(
        server, schedule, form=FeedForm(alarm_minutes=30, description="{employee}\n{member}")
    )
    assert publication.warnings == ()
    assert [feed.refused for feed in publication.feeds] == [0] * 5
    for feed in publication.feeds:
        by = "member" if feed.member else "employee"
        assignments = schedule.of_member(feed.member) if feed.member else schedule.of_employee(feed.employee)
        assert shown(server, feed.url.rstrip("/").rpartition("/")[2]) == expected(group, assignments, by=by)
    again = publish(server, schedule, form=FeedForm(alarm_minutes=30, description="{employee}\n{member}"))
    assert str(again) == "5 feeds, 0 written: 0 events added, 0 changed, 0 dropped"


def test_only_what_changes_is_written(server: Radicale) -> None:
    publish(server, two((MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 1"), (WEDNESDAY, "PM", "Label 1")))
    before = server.files(MEMBER)
    later = two(
        (MONDAY, "AM PM", "Label 1"), (TUESDAY, "AM", "Label 1"), ("2027-01-07", "AM", "Label 1"), turn=1
    )
    publication = publish(server, later)
    assert [(one.added, one.changed, one.dropped) for one in publication.feeds] == [
        (1, 1, 1),
        (0,) * 3,
        (0,) * 3,
        (1, 1, 1),
    ]
    after = server.files(MEMBER)
    assert len({*after.items()} & {*before.items()}) == 1
    assert shown(server, MEMBER) == expected(later.group, later.of_member("Label 1"), by="member")
    numbers = sorted(values(server.ask("GET", f"{MEMBER}/"), "SEQUENCE"))
    assert numbers == ["3658710", "3658770", "3658770"]


def test_what_somebody_changed_on_the_server_is_told_and_left(server: Radicale) -> None:
    publish(server, two((MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 1")))
    name, (content, _) = next(
        (name, kept) for name, kept in server.files(MEMBER).items() if b"0104T" in kept[0]
    )
    edited = content.replace(b"SUMMARY:Web marketer 1", b"SUMMARY:Bring cake")
    server.ask("PUT", f"{MEMBER}/{name}", edited)
    moved = two((MONDAY, "PM", "Label 1"), (TUESDAY, "PM", "Label 1"), turn=1)
    publication = publish(server, moved)
    assert [feed.refused for feed in publication.feeds] == [1, 0, 0, 0]
    (warning,) = publication.warnings
    assert re.search(
        r"Label 1 keeps an event that somebody changed on the server \(Bring cake, 20270104T083000", warning
    )
    assert [(one.start[:13], one.summary) for one in shown(server, MEMBER)] == [
        ("2027-01-04T07", "Bring cake"),
        ("2027-01-05T12", EMPLOYEE),
    ]
    dropped = publish(server, two((TUESDAY, "PM", "Label 1"), turn=2))
    assert [(feed.refused, feed.dropped) for feed in dropped.feeds] == [(1, 0), (0, 0), (0, 0), (0, 1)]
    put_back = publish(server, moved, overwrite=True)
    assert put_back.warnings == ()
    assert shown(server, MEMBER) == expected(moved.group, moved.of_member("Label 1"), by="member")


def test_events_of_others_in_a_collection_stay(server: Radicale) -> None:
    publish(server, two((MONDAY, "AM", "Label 1")))
    when = b"DTSTAMP:20260101T000000Z\r\nDTSTART:20270104T130000Z\r\n"
    event = b"BEGIN:VEVENT\r\nUID:cake\r\n" + when + b"SUMMARY:Cake\r\nEND:VEVENT"
    own = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n" + event + b"\r\nEND:VCALENDAR\r\n"
    server.ask("PUT", f"{MEMBER}/cake.ics", own)
    publication = publish(server, two(turn=1))
    assert publication.warnings == ()
    assert values(server.ask("GET", f"{MEMBER}/"), "UID") == ["cake"]


def test_days_outside_the_horizon_stay(server: Radicale) -> None:
    publish(server, two((MONDAY, "AM", "Label 1")))
    february = plan_of(revised=REVISED + HOUR)
    later = Schedule(february.group, type(YEAR)("2027-02-01", "2027-02-28"), revised=REVISED + HOUR)
    assert [feed.dropped for feed in publish(server, later).feeds] == [0, 0, 0, 0]
    assert len(shown(server, MEMBER)) == 1


def test_a_server_that_is_killed_midway_is_told_and_the_rest_is_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"2027-02-{day:02}" for day in range(1, 20)]
    schedule = two(*((day, "AM", "Label 1") for day in days))
    client: Any = import_module("caldav").DAVClient
    request, puts = client.request, 0

    with Radicale(tmp_path) as server:

        def counting(self: Any, url: str, method: str = "GET", *rest: Any, **more: Any) -> Any:
            nonlocal puts
            puts += method == "PUT"
            if puts == 8:
                server.stop()
            return request(self, url, method, *rest, **more)

        monkeypatch.setattr(client, "request", counting)
        broken = publish(server, schedule, timeout=5)
        monkeypatch.undo()
        assert [feed.added for feed in broken.feeds] == [7]
        assert len(broken.warnings) == 2
        assert re.search(
            r"lacks a change of the event \S+: the server does not answer \(\w+\); publish again",
            broken.warnings[0],
        )
        assert broken.warnings[1] == "the server was not asked any more, so 3 more feeds were not published."
        server.start()
        whole = publish(server, schedule)
        assert whole.warnings == ()
        assert [feed.added for feed in whole.feeds] == [12, 0, 0, 19]
        assert shown(server, MEMBER) == expected(schedule.group, schedule.of_member("Label 1"), by="member")


def test_a_year_of_one_employee_reads_as_planned(server: Radicale) -> None:
    group = group_of([EMPLOYEE], ["Label 1", "Label 2"])
    plan = [
        assign(group, day, Half(turn % 2).name, EMPLOYEE, f"Label {1 + turn % 2}")
        for turn, day in enumerate(YEAR.dates)
        if day.day in {1, 15, 28, 31}
    ]
    schedule = schedule_of(group, *plan)
    publish(server, schedule, feeds="employees")
    assert shown(server, OWN) == expected(group, schedule.of_employee(EMPLOYEE), by="employee")


# Who publishes.


def test_a_wrong_password_is_told_and_no_secret_is(
    server: Radicale, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESCHED_CALDAV_USERNAME", server.user)
    monkeypatch.setenv("GESCHED_CALDAV_PASSWORD", "wr0ng secret")
    with caplog.at_level(logging.DEBUG):
        publication = publish_caldav(two((MONDAY, "AM", "Label 1")), server.url)
    assert [feed.refused for feed in publication.feeds] == [1]
    assert (
        "was not published: the server does not allow it; check the user, the password"
        in publication.warnings[0]
    )
    monkeypatch.setenv("GESCHED_CALDAV_PASSWORD", PASSWORD)
    with caplog.at_level(logging.DEBUG):
        done = publish_caldav(two((MONDAY, "AM", "Label 1")), server.url)
    assert done.warnings == ()
    secrets = [
        PASSWORD,
        "wr0ng secret",
        *(b64encode(f"{server.user}:{one}".encode()).decode() for one in (PASSWORD, "wr0ng secret")),
    ]
    told = caplog.text + repr(publication) + repr(done) + str(publication)
    assert not [secret for secret in secrets if secret in told]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org",
        "example.org",
        "http://",
        "https://user:secret@example.org/",
        "user:secret@example.org",
        "https://user:secret@[x",
        "https://[x",
        7,
    ],
)
def test_addresses_that_are_none_are_refused_without_telling_secrets(url: Any) -> None:
    with pytest.raises(BadValue) as raised:
        publish_caldav(two(), url)
    assert "secret" not in str(raised.value)


def test_nobody_at_the_address_is_told() -> None:
    publication = publish_caldav(
        two((MONDAY, "AM", "Label 1")),
        f"http://127.0.0.1:{free_port()}/",
        username=USERS[0],
        password=PASSWORD,
    )
    assert [feed.refused for feed in publication.feeds] == [1]
    assert "the server does not answer" in publication.warnings[0]
    assert "so 3 more feeds were not published" in publication.warnings[1]


class _Refusing(http.server.BaseHTTPRequestHandler):
    """A server that answers nonsense, or refuses."""

    status = 500

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "13")
        self.end_headers()
        self.wfile.write(b"<html>no</htm")

    do_PROPFIND = do_REPORT = do_PUT = do_OPTIONS = do_GET = do_MKCALENDAR = _answer  # noqa: N815 - as HTTP has it

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def refusing(status: int) -> Iterator[str]:
    handler = type("Refusing", (_Refusing,), {"status": status})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/dav/"
        server.shutdown()


@pytest.mark.parametrize("status", [200, 207, 403, 404, 500, 507])
def test_servers_that_refuse_or_answer_nonsense_are_told(status: int) -> None:
    with refusing(status) as url:
        publication = publish_caldav(
            two((MONDAY, "AM", "Label 1")), url, username=USERS[0], password=PASSWORD, timeout=5
        )
    assert [feed.refused for feed in publication.feeds] == [1]
    assert "the feed of Label 1 was not published: " in publication.warnings[0]
    assert "so 3 more feeds were not published" in publication.warnings[1]


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "caldav", None)
    with pytest.raises(MissingExtra, match=r"gesched\[caldav\]"):
        publish_caldav(two(), "https://example.org/")
