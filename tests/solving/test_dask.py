"""On a cluster of two worker processes: the same schedules, also of many at once, or where one is killed."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from dask.distributed import Client, LocalCluster
from sample_groups import small

from gesched.engine import Progress
from gesched.group import Absence
from gesched.solving import solve

pytestmark = pytest.mark.filterwarnings("default")
HORIZON = ("2027-01-01", "2027-02-28")
EFFORT = 12


@pytest.fixture
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as connected,
    ):
        yield connected


def test_a_cluster_that_loses_a_worker_gives_the_same_schedule(client: Client) -> None:
    here = solve(small(), *HORIZON, time_limit=None, effort=EFFORT)
    workers = list(client.run(os.getpid).values())
    assert len(workers) == 2
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if progress.effort >= EFFORT // 2 and not killed:
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    with client.get_executor() as executor:
        there = solve(
            small(), *HORIZON, time_limit=None, effort=EFFORT, executor=executor, on_progress=kill_one
        )
    assert killed
    assert there.to_frame().to_csv() == here.to_frame().to_csv()
    assert there.report is not None
    assert here.report is not None
    assert there.report.levels == here.report.levels


def test_many_what_ifs_have_the_schedules_that_they_have_alone(client: Client) -> None:
    group, solved = small(), partial(solve, first=HORIZON[0], last=HORIZON[1], time_limit=None, effort=4)
    days = [f"2027-01-{day:02}" for day in range(4, 9)]
    ill = [Absence(group.employees[row % 2].name, day, day) for row, day in enumerate(days)]
    what_ifs = [replace(group, absences=[*group.absences, absence]) for absence in ill]
    alone = [solved(one).to_frame().to_csv() for one in what_ifs]
    assert len(set(alone)) > 1
    with client.get_executor() as executor, ThreadPoolExecutor() as threads:
        whole = executor.map(solved, what_ifs)
        assert [schedule.to_frame().to_csv() for schedule in whole] == alone
        by_slices = threads.map(partial(solved, executor=executor), what_ifs)
        assert [schedule.to_frame().to_csv() for schedule in by_slices] == alone
