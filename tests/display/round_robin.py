from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Member
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Horizon

HOSTILE = [
    '<script>alert("1")</script>',
    "R&D 'x'",
    "😀👍 Été",
    "L" * 300,
    "$x_1^2$ \\alpha",
    "日本",
    "100 %",
]
REASON = "a private matter"


def round_robin(
    members: list[str] | None = None, last: str = "2027-12-31", group: str = "Paris Mix"
) -> Schedule:
    """Two employees a year, given to the members in turn by one and a half days, but never on the 15th."""
    hosts = members or [f"Label {number}" for number in range(1, 12)]
    people = ["Web marketer 1", "Web marketer 2"]
    words = Group(
        group,
        employees=[Employee(people[0]), Employee(people[1], works="Mon-Thu, Fri AM")],
        members=[Member(name) for name in hosts],
        agreements=[
            Agreement(host, employee=name, days=2, name=f"{place}: {name}")
            for place, host in enumerate(hosts)
            for name in people
        ],
        absences=[Absence(people[0], "2027-08-02", "2027-08-20", reason=REASON)],
        closures=[Closure(hosts[0], "2027-03-01", "2027-03-05", reason=REASON)],
        common_time=[CommonTime("2027-01-05", first_half="PM", reason=REASON)],
        holidays={"mainland": {"2027-01-01": "Jour de l'an", "2027-05-17": "<Pentecôte>"}},
    )
    horizon = Horizon("2027-01-01", last)
    empty = Schedule(words, horizon)
    given = [
        Assignment(day, half, name, hosts[place // 3 % len(hosts)], f"{place // 3 % len(hosts)}: {name}")
        for number, name in enumerate(people)
        for place, (day, half) in enumerate(horizon.half_days)
        if empty.problem.available[number][place] and day.day != 15
    ]
    return Schedule(words, horizon, tuple(given))
