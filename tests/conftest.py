"""What holds in every test, or in those that ask for it."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the project.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_wrong_answers(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No answer of a solver is found wrong, which a search works around: it would be a defect, hidden."""
    yield
    if request.node.get_closest_marker("wrong_answers") is None:
        assert "not believed" not in "".join(record.getMessage() for record in caplog.get_records("call"))


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """Undo what is inherited where tests run in the background: there, shells have Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
