"""Half-days owed or taken in advance, carried from one horizon to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gesched.errors import BadValue
from gesched.group.agreements import as_agreement_name


@dataclass(frozen=True, eq=False)
class Ledger(Mapping[str, int]):
    """Half-days owed to each agreement, by its name; below zero where they were taken in advance.

    Agreements that are not in the ledger are owed nothing. Being a mapping, it is read as one.

    Parameters
    ----------
    owed
        Half-days by agreement name.
    """

    owed: Mapping[str, int]

    def __init__(self, owed: Mapping[str, int] = MappingProxyType({})) -> None:
        for name, half_days in owed.items():
            if isinstance(half_days, bool) or not isinstance(half_days, int):
                raise BadValue(half_days, f"a whole number of half-days owed to {as_agreement_name(name)!r}")
        entries = {as_agreement_name(name): int(half_days) for name, half_days in owed.items()}
        object.__setattr__(self, "owed", MappingProxyType(entries))

    def __getitem__(self, agreement: str) -> int:
        return self.owed[agreement]

    def __iter__(self) -> Iterator[str]:
        return iter(self.owed)

    def __len__(self) -> int:
        return len(self.owed)

    def __reduce__(self) -> tuple[type["Ledger"], tuple[dict[str, int]]]:
        return Ledger, (dict(self.owed),)
