"""Small programs for the solvers."""

import random
from collections.abc import Sequence

import numpy as np

from gesched.model import FAR, Program, Rows

Row = tuple[dict[int, int], int, int]
"""Factors by variable, and between what their sum must be."""


def program_of(uppers: Sequence[int], rows: Sequence[Row], costs: dict[int, int], offset: int = 0) -> Program:
    entries = [entry for factors, _, _ in rows for entry in factors.items()]
    columns, factors = np.array(entries, np.int64).reshape(-1, 2).T
    return Program(
        numbers=np.arange(len(uppers)),
        uppers=np.array(uppers, np.int64),
        rows=Rows(
            ends=np.cumsum([len(factors) for factors, _, _ in rows]),
            columns=columns,
            factors=factors,
            lowers=np.array([lower for _, lower, _ in rows], np.int64),
            uppers=np.array([upper for _, _, upper in rows], np.int64),
            origins=np.arange(len(rows)),
        ),
        costs=np.array([costs.get(number, 0) for number in range(len(uppers))], np.int64),
        offset=offset,
        start=np.zeros(len(uppers), np.int64),
    )


def market_split() -> Program:
    """Few equations with large coefficients: hard for every solver (Cornuéjols and Dawande 1998)."""
    draw = random.Random(1)
    rows: list[Row] = []
    for _ in range(6):
        weights = [draw.randrange(100) for _ in range(50)]
        half = sum(weights) // 2
        rows.append(({number: weight for number, weight in enumerate(weights) if weight}, half, half))
    return program_of([1] * 50, rows, {})


def knapsack(least: int) -> Program:
    return program_of([10], [({0: 1}, least, FAR)], {0: 2}, offset=1)
