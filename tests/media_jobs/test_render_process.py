"""Tests for `media_jobs.render_process`, over a real child that speaks the protocol."""

import os
import signal
import threading
import time

import psutil
import pytest

from inference.errors import PipelineCancelled
from media_jobs.render_process import (
    JobOutOfMemoryError,
    JobTimeLimitError,
    Limits,
    RenderFailedError,
    RenderInterruptedError,
    RenderProcessDiedError,
    Request,
    Watcher,
)

ENOUGH = Limits(seconds=20, memory_mb=2000)


class Recorder(Watcher):
    def __init__(self, cancel_on_tick: bool = False) -> None:
        self.stages = []
        self.cancel_on_tick = cancel_on_tick

    def on_progress(self, stage, fraction) -> None:
        self.stages.append(str(stage))

    def on_tick(self) -> None:
        if self.cancel_on_tick:
            raise PipelineCancelled


def request(text: str, workdir: str = "") -> Request:
    return Request("talk", {"speech": {"text": text}}, workdir)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_call_reports_its_stages_and_returns_the_result(fake_process, tmp_path):
    watcher = Recorder()

    result = fake_process.call(request("hello", str(tmp_path)), limits=ENOUGH, watcher=watcher)

    assert result["duration"] == 2.5
    assert list(dict.fromkeys(watcher.stages)) == [
        "loading",
        "speech",
        "face",
        "lip_sync",
        "finishing",
    ]


def test_the_child_stays_warm_between_calls(fake_process):
    first = fake_process.call(Request("warm"), limits=ENOUGH)
    with pytest.raises(RenderFailedError) as failed:
        fake_process.call(request("fail"), limits=ENOUGH)
    second = fake_process.call(Request("warm"), limits=ENOUGH)

    assert first["pid"] == second["pid"] == fake_process.pid
    assert (failed.value.code, failed.value.facts) == ("unspeakable_text", {"voice": "x"})


def test_a_killed_child_is_a_typed_error_and_the_next_call_gets_a_new_one(fake_process):
    with pytest.raises(RenderProcessDiedError):
        fake_process.call(request("die"), limits=ENOUGH)

    assert fake_process.call(Request("warm"), limits=ENOUGH)["pid"] == fake_process.pid


def test_a_child_killed_from_outside_is_noticed_at_once(fake_process):
    fake_process.call(Request("warm"), limits=ENOUGH)
    threading.Timer(0.3, os.kill, (fake_process.pid, signal.SIGKILL)).start()
    started = time.monotonic()

    with pytest.raises(RenderProcessDiedError):
        fake_process.call(request("hang"), limits=ENOUGH)

    assert time.monotonic() - started < 2


@pytest.mark.parametrize("behaviour", ["hang", "flood"])
def test_a_cancel_kills_the_child_within_a_second(fake_process, behaviour):
    pid = fake_process.call(Request("warm"), limits=ENOUGH)["pid"]
    started = time.monotonic()

    with pytest.raises(PipelineCancelled):
        fake_process.call(request(behaviour), limits=ENOUGH, watcher=Recorder(cancel_on_tick=True))

    assert time.monotonic() - started < 1
    assert is_gone(pid)


def test_the_time_limit_ends_the_call_and_the_child(fake_process):
    with pytest.raises(JobTimeLimitError) as ended:
        fake_process.call(request("hang"), limits=Limits(seconds=0.5, memory_mb=2000))

    assert ended.value.facts == {"seconds": 0.5}
    assert fake_process.pid is None


def test_the_memory_limit_ends_the_call_and_the_child(fake_process):
    with pytest.raises(JobOutOfMemoryError) as ended:
        fake_process.call(request("grow"), limits=Limits(seconds=20, memory_mb=200))

    assert ended.value.facts == {"limit_mb": 200}
    assert fake_process.pid is None


def test_closing_interrupts_a_call_and_refuses_new_ones(fake_process):
    threading.Timer(0.3, fake_process.close).start()

    with pytest.raises(RenderInterruptedError):
        fake_process.call(request("hang"), limits=ENOUGH)
    with pytest.raises(RenderInterruptedError):
        fake_process.call(Request("warm"), limits=ENOUGH)

    assert fake_process.pid is None


def test_killing_one_call_does_not_end_the_child_of_another(fake_process):
    """The warm-up of a child that is gone must not take its successor along."""
    fake_process.call(Request("warm"), limits=ENOUGH)
    outcome = []

    def queued_behind() -> None:
        try:
            fake_process.call(Request("warm"), limits=ENOUGH)
        except RenderProcessDiedError as exc:
            outcome.append(exc)

    waiting = threading.Thread(target=queued_behind)

    class StartsAnother(Watcher):
        def on_progress(self, stage, fraction) -> None:
            waiting.start()

        def on_tick(self) -> None:
            raise PipelineCancelled

    with pytest.raises(PipelineCancelled):
        fake_process.call(request("hang"), limits=ENOUGH, watcher=StartsAnother())
    successor = fake_process.call(Request("warm"), limits=ENOUGH)["pid"]
    waiting.join()

    assert len(outcome) == 1
    assert fake_process.pid == successor


def test_the_child_ends_when_its_pipe_closes(fake_process):
    fake_process.call(Request("warm"), limits=ENOUGH)
    child = fake_process._child

    child.stdin.close()

    assert child.wait(5) == 0


def test_warming_up_starts_the_child_in_the_background(fake_process):
    fake_process.warm_up(ENOUGH)

    deadline = time.monotonic() + 5
    while fake_process.pid is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert fake_process.pid is not None
