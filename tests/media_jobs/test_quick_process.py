"""Tests for `media_jobs.quick_process`, over the fake child."""

import threading
import time

import pytest

from media_jobs import quick_process
from media_jobs.quick_process import QuickProcess, QuickProcessBusyError
from media_jobs.render_process import (
    JobTimeLimitError,
    Limits,
    RenderInterruptedError,
    RenderProcess,
    Request,
)
from tests.media_jobs.conftest import FAKE_CHILD

ENOUGH = Limits(seconds=20, memory_mb=2000)
HANG = Request("talk", {"speech": {"text": "hang"}})


@pytest.fixture
def make_quick(tmp_path):
    made = []

    def make(idle_seconds=60.0, patience=5.0) -> QuickProcess:
        made.append(
            QuickProcess(lambda: RenderProcess(tmp_path, FAKE_CHILD), idle_seconds, patience)
        )
        return made[-1]

    yield make
    for process in made:
        process.close()


def wait_until(condition) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nothing_runs_before_the_first_call_and_then_it_stays_warm(make_quick):
    quick = make_quick()

    assert quick.pid is None
    first, second = (quick.call(Request("warm"), limits=ENOUGH)["pid"] for _ in range(2))
    assert first == second == quick.pid


def test_it_ends_when_nobody_needs_it_and_starts_again(make_quick):
    quick = make_quick(idle_seconds=0.2)
    first = quick.call(Request("warm"), limits=ENOUGH)["pid"]

    wait_until(lambda: quick.pid is None)

    assert quick.call(Request("warm"), limits=ENOUGH)["pid"] != first


def test_a_call_longer_than_the_idle_time_is_not_cut_off(make_quick):
    quick = make_quick(idle_seconds=0.2)
    quick.call(Request("warm"), limits=ENOUGH)

    with pytest.raises(JobTimeLimitError):
        quick.call(HANG, limits=Limits(seconds=0.8, memory_mb=2000))


def test_the_first_call_may_take_longer_because_models_load(make_quick, monkeypatch):
    monkeypatch.setattr(quick_process, "STARTING", 0.5)
    quick, started = make_quick(), time.monotonic()

    with pytest.raises(JobTimeLimitError) as ended:
        quick.call(HANG, limits=Limits(seconds=0.3, memory_mb=2000))

    assert ended.value.facts == {"seconds": 0.8}
    assert time.monotonic() - started > 0.8


def test_whoever_waits_too_long_is_told_so(make_quick):
    quick = make_quick(patience=0.1)
    slow = threading.Thread(target=lambda: _ignore(quick, HANG))
    slow.start()
    wait_until(lambda: quick.pid is not None)

    with pytest.raises(QuickProcessBusyError):
        quick.call(Request("warm"), limits=ENOUGH)
    slow.join()


@pytest.fixture(autouse=True)
def no_time_to_start(monkeypatch):
    monkeypatch.setattr(quick_process, "STARTING", 0.0)


def _ignore(quick, request) -> None:
    with pytest.raises(JobTimeLimitError):
        quick.call(request, limits=Limits(seconds=1, memory_mb=2000))


def test_waiting_for_a_turn_costs_no_time_of_the_call(make_quick):
    quick = make_quick()
    slow = threading.Thread(target=lambda: _ignore(quick, HANG))
    slow.start()
    wait_until(lambda: quick.pid is not None)

    answer = quick.call(Request("warm"), limits=Limits(seconds=0.9, memory_mb=2000))

    assert answer["pid"] == quick.pid
    slow.join()


def test_closing_ends_it_for_good(make_quick):
    quick = make_quick()
    quick.call(Request("warm"), limits=ENOUGH)

    quick.close()

    assert quick.pid is None
    with pytest.raises(RenderInterruptedError):
        quick.call(Request("warm"), limits=ENOUGH)
