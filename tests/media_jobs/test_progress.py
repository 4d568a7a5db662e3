"""Tests for `media_jobs.estimates` and `media_jobs.progress`."""

import pytest
from django.utils import timezone

from inference.errors import PipelineCancelled
from inference.progress import Stage
from media_jobs import estimates, events, progress
from media_jobs.estimates import Work
from media_jobs.models import MediaJob
from media_jobs.progress import JobReporter, TurnOverError

TALK_STAGES = ["loading", "speech", "face", "lip_sync", "finishing"]
DUB = {
    "duration": 60.0,
    "lip_sync": True,
    "engine": "warp",
    "voices": {"s1": {"voice": "piper-joe-en"}},
}


def work(speech, adapter="piper", **facts) -> Work:
    return Work(MediaJob.Kind.TALK, speech, adapter, **facts)


@pytest.fixture
def clock(monkeypatch):
    """Time that passes when told to."""

    class Clock:
        now = 1000.0

    ticking = Clock()
    for module in (estimates, progress):
        monkeypatch.setattr(module.time, "monotonic", lambda: ticking.now)
    return ticking


@pytest.fixture
def reporter(make_job, clock):
    job = MediaJob.objects.claim(make_job().pk)
    stages = dict.fromkeys(estimates.stages_of(job.kind), 10.0)
    return JobReporter(job, estimates.Estimate(stages, work(20.0)))


@pytest.fixture
def published(monkeypatch):
    sent = []
    monkeypatch.setattr(events, "publish", sent.append)
    return sent


def past(job, **stages):
    MediaJob.objects.filter(pk=job.pk).update(
        state="succeeded",
        finished_at=timezone.now(),
        timings={"speech": 10.0, "stages": {"lip_sync": 2.0, "loading": 1.0} | stages},
    )


def test_without_past_jobs_there_is_still_an_estimate(db):
    short, long = estimates.expected(work(10)), estimates.expected(work(100))

    assert [str(stage) for stage in short.stages] == TALK_STAGES
    assert 0 < short.total < long.total


@pytest.mark.parametrize("kind", ["talk", "quality"])
def test_only_dubs_are_listened_to_and_translated(kind, make_job):
    job = make_job()
    MediaJob.objects.update(kind=kind, state="running", stage="face")
    job.refresh_from_db()

    shown = {stage["id"]: stage["state"] for stage in events.stage_states(job)}

    assert list(shown) == [str(stage) for stage in estimates.stages_of(kind)] == TALK_STAGES
    assert list(shown.values()) == ["done", "done", "active", "waiting", "waiting"]


def test_a_dub_goes_through_every_stage(make_job):
    job = make_job()
    MediaJob.objects.update(kind="dub", state="running", stage="translating")
    job.refresh_from_db()

    shown = events.stage_states(job)

    assert [stage["id"] for stage in shown] == [str(stage) for stage in Stage]
    assert [stage["state"] for stage in shown[:4]] == ["done", "done", "active", "waiting"]


def test_a_dub_of_which_little_changed_takes_less_time(db):
    whole = estimates.estimate_for("dub", DUB)
    edited = estimates.estimate_for(
        "dub", {**DUB, "share": 0.1, "spoken": 0.05, "is_tracked": True}
    )
    sound = estimates.estimate_for("dub", {**DUB, "lip_sync": False})

    assert list(whole.stages) == list(Stage)
    assert edited.stages[Stage.LIP_SYNC] == pytest.approx(whole.stages[Stage.LIP_SYNC] / 10)
    assert edited.stages[Stage.SPEECH] == pytest.approx(whole.stages[Stage.SPEECH] / 20)
    assert edited.stages[Stage.FACE] < whole.stages[Stage.FACE] / 10
    assert sound.total < whole.total / 2


def test_nothing_is_learnt_from_dubs_of_which_little_was_made_anew(make_job):
    MediaJob.objects.filter(pk=make_job().pk).update(kind="dub")
    past(MediaJob.objects.get(), lip_sync=900.0)
    timings = {**MediaJob.objects.get().timings, "face": "video"}
    MediaJob.objects.update(timings=timings)
    learnt = estimates.estimate_for("dub", DUB)
    MediaJob.objects.update(timings={**timings, "share": 0.1})

    unlearnt = estimates.estimate_for("dub", DUB)

    assert learnt.stages[Stage.LIP_SYNC] == pytest.approx(900 / 10 * 60)
    assert unlearnt.stages[Stage.LIP_SYNC] < 100


def test_a_dub_in_a_voice_that_is_gone_can_be_estimated(db):
    gone = {**DUB, "voices": {"s1": {"voice": "gone"}}}

    assert estimates.estimate_for("dub", gone).total > 0


def test_estimates_are_learnt_per_second_of_speech_from_the_median(make_job):
    for seconds in (4.0, 5.0, 900.0):
        past(make_job(), lip_sync=seconds)

    learnt = estimates.expected(work(60))

    assert learnt.stages[Stage.LIP_SYNC] == pytest.approx(5.0 / 10 * 60)
    assert learnt.stages[Stage.LOADING] == pytest.approx(1.0)  # does not grow with the speech


def test_speech_is_learnt_for_each_synthesiser_apart(make_job):
    past(make_job())
    MediaJob.objects.update(timings={"speech": 10.0, "adapter": "piper", "stages": {"speech": 1.0}})

    piper, kokoro = (estimates.expected(work(60, adapter)) for adapter in ("piper", "kokoro"))

    assert piper.stages[Stage.SPEECH] == pytest.approx(6.0)
    assert kokoro.stages[Stage.SPEECH] == pytest.approx(36.0)


def test_only_the_last_twenty_jobs_count(make_job):
    for seconds in [100.0] * 3 + [1.0] * 20:
        past(make_job(), lip_sync=seconds)

    assert estimates.expected(work(10)).stages[Stage.LIP_SYNC] == pytest.approx(1.0)


def test_progress_is_stored_by_expected_time(reporter, clock):
    clock.now += 5
    reporter.on_progress(Stage.SPEECH, 0.5)

    job = MediaJob.objects.get()
    assert job.progress == pytest.approx(0.3)
    assert job.stage == "speech"
    assert job.seconds_left > 0


def test_progress_never_goes_back_and_stops_short_of_the_end(reporter, clock):
    shown = []
    steps = [(Stage.SPEECH, 0.9), (Stage.SPEECH, 0.2), (Stage.FACE, 0.0), (Stage.FINISHING, 1.0)]
    for stage, fraction in steps:
        clock.now += 1
        reporter.on_progress(stage, fraction)
        shown.append(MediaJob.objects.get().progress)

    assert shown == sorted(shown)
    assert shown[-1] < 0.99


def test_at_most_five_updates_a_second_but_every_stage(reporter, clock, published):
    for step in range(1000):
        clock.now += 0.001
        reporter.on_progress(Stage.LIP_SYNC, step / 1000)
    reporter.on_progress(Stage.FINISHING, 0.0)

    assert len(published) <= 7
    assert MediaJob.objects.get().stage == "finishing"


def test_a_slow_machine_makes_the_rest_longer(reporter, clock):
    clock.now += 60  # twice as long as expected for this much
    reporter.on_progress(Stage.LIP_SYNC, 0.0)

    assert MediaJob.objects.get().seconds_left == pytest.approx(20 * 2)


def test_a_cancel_is_noticed_while_the_pipeline_reports_and_while_it_is_silent(reporter, clock):
    MediaJob.objects.update(cancel_requested=True)

    with pytest.raises(PipelineCancelled):
        reporter.on_progress(Stage.SPEECH, 0.1)
    clock.now += 1
    with pytest.raises(PipelineCancelled):
        reporter.on_tick()


@pytest.fixture
def dub_reporter(make_job, clock):
    MediaJob.objects.filter(pk=make_job().pk).update(kind="dub")
    job = MediaJob.objects.claim_next()
    stages = dict.fromkeys(estimates.stages_of("dub"), 10.0)
    return JobReporter(job, estimates.Estimate(stages, work(20.0)))


def test_a_long_dub_lets_other_videos_through_between_its_pieces(dub_reporter, clock, make_job):
    make_job()
    dub_reporter.on_progress(Stage.LIP_SYNC, 0.1)
    clock.now += progress.TURN + 1

    with pytest.raises(TurnOverError):
        dub_reporter.on_tick()


def test_a_dub_goes_on_while_only_dubs_wait(dub_reporter, clock, make_job):
    MediaJob.objects.filter(pk=make_job().pk).update(kind="dub")
    clock.now += progress.TURN + 1

    dub_reporter.on_progress(Stage.LIP_SYNC, 0.1)

    assert MediaJob.objects.filter(state="running").count() == 1


def test_what_is_not_kept_in_pieces_is_not_interrupted(reporter, dub_reporter, clock, make_job):
    make_job()
    clock.now += progress.TURN + 1

    reporter.on_progress(Stage.LIP_SYNC, 0.1)
    dub_reporter.on_progress(Stage.FACE, 0.1)

    assert MediaJob.objects.filter(state="running").count() == 2


def test_silence_keeps_the_lease(reporter, clock):
    MediaJob.objects.update(heartbeat_at="2000-01-01T00:00:00Z")
    clock.now += 1

    reporter.on_tick()

    assert not MediaJob.objects.stalled().exists()


def test_the_stages_are_timed(reporter, clock):
    for stage in reporter._stopwatch.estimate.stages:
        reporter.on_progress(stage, 0.0)
        clock.now += 2

    timings = reporter.timings()

    assert timings["speech"] == 20.0
    assert timings["stages"] == dict.fromkeys(TALK_STAGES, 2.0)
