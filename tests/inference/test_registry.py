"""Tests for `inference.registry`."""

import threading

import numpy as np
import pytest

from inference.errors import UnknownVoiceError
from inference.registry import Registry
from inference.testing import FakeRegistry


def test_voices_of_one_adapter_share_a_loaded_synthesizer():
    registry = Registry()

    assert registry.synthesizer("espeak-de") is registry.synthesizer("espeak-fr")
    assert registry.synthesizer("espeak-de") is not registry.synthesizer("piper-joe-en")


@pytest.mark.parametrize("registry", [Registry(), FakeRegistry()], ids=["real", "fake"])
def test_an_unknown_voice_is_refused(registry):
    with pytest.raises(UnknownVoiceError):
        registry.synthesizer("nobody")


def test_threads_get_the_same_synthesizer():
    registry = Registry()
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(registry.synthesizer("espeak-de")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(map(id, found))) == 1


def test_the_face_finder_is_loaded_once_and_again_after_closing():
    registry = Registry()
    finder = registry.face_finder()

    assert registry.face_finder() is finder
    assert finder.find(np.zeros((64, 64, 3), np.uint8)) == []
    registry.close()
    assert registry.face_finder() is not finder
    registry.close()
