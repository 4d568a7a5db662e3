"""Makes a fresh installation ready: models, presenters, voice samples.

Everything is made once. A stamp holds what it was made from, so that a second run only compares.
"""

import json
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from inference.faces import ANALYSIS_VERSION
from inference.speech import Voice, VoiceQuality
from inference.voices import DEFAULT_VOICE, available_voices, find_voice
from media_jobs import pipeline_factory, storage, voice_samples
from media_jobs.models import Avatar
from media_jobs.render_process import Limits, RenderProcess, Request

THUMBNAIL: Final = (480, 480)  # pixels, both sides at most
STEP_LIMITS: Final = Limits(seconds=900, memory_mb=6000)

Report = Callable[[str], None]


@dataclass(frozen=True)
class Presenter:
    """One entry of the catalogue."""

    slug: str
    name: str
    description: str
    voice: str
    order: int
    path: Path


def read_catalogue(path: Path) -> list[Presenter]:
    """The presenters that come with the product."""
    with path.open("rb") as file:
        entries = tomllib.load(file).get("presenter", [])
    return [
        Presenter(
            slug=entry["slug"],
            name=entry["name"],
            description=entry["description"],
            voice=entry["voice"],
            order=entry["order"],
            path=path.parent / entry["file"],
        )
        for entry in entries
    ]


def sampled_voices() -> list[Voice]:
    """Voices that get something to listen to; nothing is sent to a remote service for it."""
    return [
        voice
        for voice in available_voices()
        if voice.quality == VoiceQuality.NEURAL and voice.kind == "local"
    ]


def first_voices() -> list[Voice]:
    """Those of them that are heard before anything is typed; the rest can be made meanwhile."""
    language = find_voice(DEFAULT_VOICE).language
    return [voice for voice in sampled_voices() if voice.language == language]


def missing_samples(voices: Iterable[Voice]) -> list[Voice]:
    """Voices without anything to listen to."""
    return [voice for voice in voices if not voice_samples.path_of(voice.id).exists()]


def make_sample(process: RenderProcess, voice: Voice) -> None:
    """Make something to listen to.

    Raises:
        RenderError: the voice failed.
    """
    out = str(voice_samples.path_of(voice.id))
    process.call(Request("voice_sample", {"voice": voice.id, "out": out}), limits=STEP_LIMITS)


def prepare(report: Report) -> bool:
    """Make whatever is missing.

    Returns:
        Whether anything had to be made.
    """
    presenters = read_catalogue(Path(settings.JOBS_PRESENTER_CATALOGUE))
    stamp = Path(settings.JOBS_PREPARED_FILE)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == _state(presenters):
        return False
    process = pipeline_factory.make_render_process(niceness=0)
    try:
        _Preparation(process, report).run(presenters)
    finally:
        process.close()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(_state(presenters), encoding="utf-8")
    return True


def _state(presenters: list[Presenter]) -> str:
    """Everything the preparation depends on or made, as far as a glance shows it."""
    files = [Path(settings.JOBS_PRESENTER_CATALOGUE), *(each.path for each in presenters)]
    files += [voice_samples.path_of(voice.id) for voice in first_voices()]
    files += sorted(path for path in _checkpoints().glob("[!.]*") if path.is_file())
    rows = Avatar.objects.filter(owner__isnull=True, is_active=True).order_by("slug")
    return json.dumps(
        {
            "files": [_glance(path) for path in files],
            "analysis": ANALYSIS_VERSION,
            "presenters": list(rows.values_list("slug", "picture_sha256", "picture")),
        }
    )


def _glance(path: Path) -> tuple[str, int, int]:
    if not path.exists():
        return (str(path), 0, 0)
    status = path.stat()
    return (str(path), status.st_size, status.st_mtime_ns)


def _checkpoints() -> Path:
    return Path(settings.INFERENCE_CHECKPOINTS_DIR)


class _Preparation:
    """The steps, over one render process."""

    def __init__(self, process: RenderProcess, report: Report) -> None:
        self._process = process
        self._report = report

    def _call(self, op: str, **spec: Any) -> dict[str, Any]:
        return dict(self._process.call(Request(op, spec), limits=STEP_LIMITS))

    def run(self, presenters: list[Presenter]) -> None:
        self._report("Models")
        for line in self._call("prepare_checkpoints")["lines"]:
            self._report(f"  {line}")
        for place, presenter in enumerate(presenters, start=1):
            self._report(f"Presenter {place} of {len(presenters)}: {presenter.name}")
            self._save_presenter(presenter)
        shipped = [presenter.slug for presenter in presenters]
        library = Avatar.objects.filter(owner__isnull=True, kind=Avatar.Kind.LIBRARY)
        library.exclude(slug__in=shipped).update(is_active=False)
        self._make_samples()

    def _save_presenter(self, presenter: Presenter) -> None:
        sha256 = storage.sha256_of(presenter.path)
        avatar = Avatar.objects.filter(slug=presenter.slug, owner__isnull=True).first()
        avatar = avatar or Avatar(slug=presenter.slug, kind=Avatar.Kind.LIBRARY)
        if not _is_current(avatar, sha256):
            analysis = self._call("analyse_portrait", path=str(presenter.path), face_index=None)
            avatar.analysis, avatar.has_alpha = analysis, bool(analysis["has_alpha"])
            _replace_pictures(avatar, presenter.path)
            avatar.picture_sha256 = sha256
        avatar.name, avatar.description = presenter.name, presenter.description
        avatar.default_voice, avatar.order = presenter.voice, presenter.order
        avatar.is_active = True
        avatar.save()

    def _make_samples(self) -> None:
        missing = missing_samples(first_voices())
        for place, voice in enumerate(missing, start=1):
            self._report(f"Voice sample {place} of {len(missing)}: {voice.id}")
            make_sample(self._process, voice)


def _is_current(avatar: Avatar, sha256: str) -> bool:
    return (
        avatar.picture_sha256 == sha256
        and avatar.analysis.get("version") == ANALYSIS_VERSION
        and Path(avatar.picture.path).exists()
    )


def _replace_pictures(avatar: Avatar, path: Path) -> None:
    pictures = (avatar.picture, avatar.thumbnail)
    old = [(field.storage, field.name) for field in pictures if field.name]
    with Image.open(path) as image:
        image.thumbnail(THUMBNAIL)
        small = BytesIO()
        image.save(small, "WEBP", quality=85)
    avatar.picture.save(path.name, ContentFile(path.read_bytes()), save=False)
    avatar.thumbnail.save("thumbnail.webp", ContentFile(small.getvalue()), save=False)
    for files, name in old:
        files.delete(str(name))
