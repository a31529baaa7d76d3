import copy
import pickle
from fractions import Fraction

import pytest

from gesched.costs import AllocationKey, ByCommitment, ByUse, ByWeights, Equal, FixedPlusUse
from gesched.costs.keys import as_key
from gesched.errors import BadValue, InputError
from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Assignment, Schedule, TimeRecord
from gesched.timeline import Half, Horizon, Period, as_date

HORIZON = Horizon("2027-01-01", "2027-02-28")
WHOLE = Period(HORIZON.first, HORIZON.last)
JANUARY = Period(HORIZON.first, as_date("2027-01-31"))
FEBRUARY = Period(as_date("2027-02-01"), HORIZON.last)
WEB = "web marketing"


def group() -> Group:
    return Group(
        "Paris Mix",
        employees=[
            Employee("Web marketer 1", skills={WEB}),
            Employee("Web marketer 2", skills={WEB}, authorised_members={"Label 2"}),
            Employee("Web marketer 3", skills={WEB}, end="2027-01-31"),
            Employee("Bookkeeper 1"),
        ],
        members=[
            Member("Label 1"),
            Member("Label 2"),
            Member("Label 3", start="2027-02-01"),
            Member("Label 4", end="2026-12-31"),
        ],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days=4),
            Agreement("Label 1", skill=WEB, days=1),
            Agreement("Label 2", skill=WEB, days=3),
            Agreement("Label 2", employee="Bookkeeper 1", days=2),
        ],
    )


def on(date: str, employee: str, member: str, agreement: str, half: Half = Half.AM) -> Assignment:
    return Assignment(as_date(date), half, employee, member, f"{member}: {agreement}")


SCHEDULE = Schedule(
    group(),
    HORIZON,
    (
        on("2027-01-31", "Web marketer 1", "Label 1", "Web marketer 1"),
        on("2027-01-31", "Web marketer 1", "Label 2", WEB, Half.PM),
        on("2027-02-01", "Web marketer 1", "Label 1", "Web marketer 1"),
        on("2027-02-01", "Web marketer 1", "Label 1", WEB, Half.PM),
        on("2027-02-01", "Bookkeeper 1", "Label 2", "Bookkeeper 1"),
    ),
)


@pytest.mark.parametrize(
    ("key", "period", "employee", "weights"),
    [
        (ByUse(), WHOLE, None, {"Label 1": 3, "Label 2": 2}),
        (ByUse(), JANUARY, None, {"Label 1": 1, "Label 2": 1}),
        (ByUse(), WHOLE, "Web marketer 1", {"Label 1": 3, "Label 2": 1}),
        (ByUse(), FEBRUARY, "Web marketer 1", {"Label 1": 2}),
        (ByUse(), WHOLE, "Web marketer 2", {}),
        (ByCommitment(), WHOLE, None, {"Label 1": 20, "Label 2": 20}),
        (ByCommitment(), FEBRUARY, None, {"Label 1": 10, "Label 2": 10}),
        (ByCommitment(), JANUARY, "Web marketer 1", {"Label 1": 8 + Fraction(2, 2), "Label 2": 2}),
        (ByCommitment(), FEBRUARY, "Web marketer 1", {"Label 1": 10, "Label 2": 3}),
        (ByCommitment(), JANUARY, "Web marketer 2", {"Label 2": 2}),
        (ByCommitment(), FEBRUARY, "Web marketer 3", {}),
        (ByCommitment(), FEBRUARY, "Bookkeeper 1", {"Label 2": 4}),
        (Equal(), WHOLE, None, {"Label 1": 1, "Label 2": 1, "Label 3": 1}),
        (Equal(), JANUARY, "Bookkeeper 1", {"Label 1": 1, "Label 2": 1}),
        (ByWeights({"Label 4": "2,5"}), JANUARY, None, {"Label 4": Fraction(5, 2)}),
        (FixedPlusUse("30 %"), JANUARY, None, {"Label 1": Fraction(1, 2), "Label 2": Fraction(1, 2)}),
        (
            FixedPlusUse(Fraction(1, 3)),
            WHOLE,
            "Web marketer 1",
            {"Label 1": Fraction(11, 18), "Label 2": Fraction(5, 18), "Label 3": Fraction(1, 9)},
        ),
        (FixedPlusUse("30 %"), WHOLE, "Web marketer 2", {}),
    ],
)
def test_weights_of_each_key(
    key: AllocationKey, period: Period, employee: str | None, weights: dict[str, int | Fraction]
) -> None:
    assert dict(key.weigh(TimeRecord(SCHEDULE), period, employee)) == weights


@pytest.mark.parametrize("period", [WHOLE, JANUARY, FEBRUARY])
@pytest.mark.parametrize("key", [ByUse(), ByCommitment()])
def test_employees_weights_add_up_to_the_group_s(key: AllocationKey, period: Period) -> None:
    for member in SCHEDULE.group.members:
        parts = (
            key.weigh(TimeRecord(SCHEDULE), period, one.name).get(member.name, 0)
            for one in SCHEDULE.group.employees
        )
        assert sum(parts) == key.weigh(TimeRecord(SCHEDULE), period, None).get(member.name, 0)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (ByUse(), "use"),
        (ByCommitment(), "commitment"),
        (Equal(), "equal"),
        (ByWeights({"Label 1": 1}), "weights"),
        (FixedPlusUse("12,5 %"), "12.5 % fixed + use"),
    ],
)
def test_keys_are_values_with_a_short_name(key: AllocationKey, words: str) -> None:
    assert str(key) == words
    assert key == copy.deepcopy(key) == pickle.loads(pickle.dumps(key))  # noqa: S301 - its own
    assert hash(key) == hash(copy.deepcopy(key))


def test_order_of_weights_does_not_matter() -> None:
    assert ByWeights({"Label 1": 2, "Label 2": 1}) == ByWeights({"Label 2": 1.0, " Label 1": "2"})


def test_words_are_read_as_keys() -> None:
    assert [as_key(word) for word in ("use", " Commitment", "EQUAL")] == [ByUse(), ByCommitment(), Equal()]
    assert as_key(Equal()) == Equal()


@pytest.mark.parametrize("value", ["comitment", "", 3, None, ByUse])
def test_other_keys_are_refused(value: str) -> None:
    with pytest.raises(BadValue, match="a key: use, commitment, equal"):
        as_key(value)


def test_a_key_s_nearest_word_is_named() -> None:
    with pytest.raises(BadValue, match="'commitment'"):
        as_key("comitment")


@pytest.mark.parametrize("fixed", ["100 %", 1, 0, "30", -0.1, 1.5, "a third"])
def test_bad_fixed_parts_are_refused(fixed: float | str) -> None:
    with pytest.raises(InputError, match="fixed: expected a"):
        FixedPlusUse(fixed)


@pytest.mark.parametrize(
    "weights",
    [{}, {"Label 1": 0}, {"Label 1": -1}, {"Label 1": 1, "Label 1 ": 2}, {"": 1}, {"Label 1": True}],
)
def test_bad_weights_are_refused(weights: dict[str, int]) -> None:
    with pytest.raises(InputError, match="weights: expected"):
        ByWeights(weights)


def test_weights_take_any_whole_number() -> None:
    assert ByWeights({"Label 1": 10**30}).weights == (("Label 1", Fraction(10**30)),)


def test_every_unknown_member_is_named() -> None:
    with pytest.raises(InputError) as caught:
        ByWeights({"Label 12": 1, "Label 1": 1, "Studio": 1}).weigh(TimeRecord(SCHEDULE), WHOLE, None)
    assert [problem.value for problem in caught.value.problems] == ["Label 12", "Studio"]
    assert "Did you mean 'Label" in caught.value.problems[0].advice
