"""A short video with all marks, and the keys it was made with."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from inference.container import SpeechSpool, write_video
from inference.media import AudioClip, VideoFormat
from inference.planar import planar_of
from inference.provenance import signing_identity
from inference.provenance.identity import open_identity
from inference.provenance.marker import Marker
from inference.provenance.marking import IdentityPlace, Provenance, VideoKind, VisibleLabel

FORM = VideoFormat(960, 540, Fraction(25))
N_FRAMES = 24
IDENTIFIER = 0x123456789A


def pictures(n_frames=N_FRAMES, form=FORM, seed=3):
    """A soft scene that sways, with some grain: neither flat nor busy."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 220, (9, 16, 3), dtype=np.uint8)
    size = (form.width + 40, form.height + 40)
    scene = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    scene += cv2.GaussianBlur(rng.normal(0, 25, scene.shape).astype(np.float32), (0, 0), 1.5)
    scene = np.clip(scene, 0, 255).astype(np.uint8)
    for index in range(n_frames):
        x, y = (int(20 + 4 * np.sin(index / rate)) for rate in (9, 13))
        yield planar_of(scene[y : y + form.height, x : x + form.width])


def encode(frames, path, form=FORM):
    """Frames as a video with a second of silence."""
    silence = path.with_suffix(".wav")
    with SpeechSpool(silence) as spool:
        spool.append(AudioClip(np.zeros(48_000, np.float32), 48_000))
    write_video(frames, silence, form, path)
    return path


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> IdentityPlace:
    return IdentityPlace(tmp_path_factory.mktemp("site") / "keys")


@pytest.fixture(scope="session")
def identity(place):
    return open_identity(place)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory):
    """Another installation."""
    return open_identity(IdentityPlace(tmp_path_factory.mktemp("other"), organisation="Others"))


@pytest.fixture(scope="session")
def provenance(place) -> Provenance:
    return Provenance(
        IDENTIFIER, place, VideoKind.PHOTO, "account-7", "1", VisibleLabel("de-AT"), True, True
    )


@pytest.fixture(scope="session")
def marked_video(provenance, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.mp4"
    marker = Marker.of(provenance, (FORM.width, FORM.height))
    encode(marker.marked(pictures()), path)
    marker.finish(path)
    return path


@pytest.fixture(scope="session")
def plain_video(tmp_path_factory) -> Path:
    return encode(pictures(), tmp_path_factory.mktemp("plain") / "plain.mp4")


@pytest.fixture(scope="session")
def authority():
    """Key and certificate of an authority that issues certificates to others."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, signing_identity._certificate("Authority", "Root", key, None, key)


@pytest.fixture
def chain_for(authority):
    """A certificate of the authority for a key: PEM of both."""

    def issued(key):
        issuer_key, issuer = authority
        made = signing_identity._certificate("Studio Ltd", "Signer", key, issuer, issuer_key)
        pem = serialization.Encoding.PEM
        private = key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return made.public_bytes(pem) + issuer.public_bytes(pem), private

    return issued
