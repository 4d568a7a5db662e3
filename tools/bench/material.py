"""What is measured: a text, presenters, and the pipeline that the product uses."""

from pathlib import Path

from inference.pipelines.talk_spec import PictureFace, TalkSpec, TextSpeech

ROOT = Path(__file__).parents[2]
PRESENTERS = ROOT / "studio" / "presenters"
VOICE = "piper-joe-en"

SENTENCES = (
    "Good morning everybody.",
    "My name is Joe, and I will be presenting the weather forecast for today.",
    "Please put both boots by the baltic pub.",
    "Five very fine violins were moved over to the vault.",
    "Today we will look at how a volcano is born, and why the ground is never quite still.",
    "Do you know what moves below the surface?",
    "We shall soon see which rocks flow, and how pressure builds up before the big moment comes.",
    "Whoever chooses to move must push, and whoever wishes to stay should show it now.",
)


def spec(portrait: Path, *, times: int = 1, voice: str = VOICE) -> TalkSpec:
    """An order for the text, repeated; once is about 28 seconds."""
    return TalkSpec(TextSpeech(" ".join(SENTENCES * times), voice), PictureFace(portrait))


class NoProgress:
    """Nobody watches a measurement."""

    def update(self, stage: object, fraction: float) -> None:
        """Do nothing."""
