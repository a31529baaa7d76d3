"""A rule or goal that is written, and not in the tuple of its family, would go untested."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

import pytest

import gesched.goals
import gesched.rules


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}")


def unregistered(
    modules: Iterable[ModuleType], methods: tuple[str, str], tuple_: Iterable[object]
) -> set[str]:
    registered = {one if isinstance(one, type) else type(one) for one in tuple_}
    return {
        name
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
        and all(callable(getattr(kind, method, None)) for method in methods)
        and not getattr(kind, "_is_protocol", False)
        and not inspect.isabstract(kind)
        and kind not in registered
    }


def test_every_rule_is_registered() -> None:
    registered = (*gesched.rules.DEFAULT_RULES, *gesched.rules.HOUSE_RULES)
    found = unregistered(modules_of(gesched.rules), ("post", "check"), registered)
    assert not found, f"add to DEFAULT_RULES or HOUSE_RULES: {sorted(found)}"


def test_every_goal_is_registered() -> None:
    weighted = gesched.goals.Weighted({gesched.goals.Wishes(): 1})
    apart = (gesched.goals.RelaxedRules(), gesched.goals.ShortfallPenalty(), weighted)
    registered = (*gesched.goals.DEFAULT_GOALS, *apart)
    found = unregistered(modules_of(gesched.goals), ("pursue", "values"), registered)
    assert not found, f"add to DEFAULT_GOALS, or test apart: {sorted(found)}"


@pytest.mark.parametrize("methods", [("post", "check"), ("pursue", "values")])
def test_what_is_not_registered_is_found(methods: tuple[str, str]) -> None:
    toy = ModuleType("toy")
    registered = type("Registered", (), {**dict.fromkeys(methods, print), "__module__": "toy"})
    forgotten = type("Forgotten", (), {**dict.fromkeys(methods, print), "__module__": "toy"})
    half = type("Half", (), {methods[0]: print, "__module__": "toy"})
    vars(toy).update({"Registered": registered, "Forgotten": forgotten, "Half": half})
    assert unregistered([toy], methods, [registered()]) == {"Forgotten"}


def test_ids_and_titles_tell_rules_and_goals_apart() -> None:
    for family in (gesched.rules.DEFAULT_RULES, gesched.goals.DEFAULT_GOALS):
        assert len({one.id for one in family}) == len(family)
        assert len({one.title for one in family}) == len(family)
        assert all(one.id and one.title.endswith(".") for one in family)
