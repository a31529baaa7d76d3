"""The search on a cluster of two worker processes: the same schedule, also where one is killed midway."""

import os
import signal
from collections.abc import Iterator

import pytest
from dask.distributed import Client, LocalCluster
from sample_groups import small

from gesched.engine import Progress
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
