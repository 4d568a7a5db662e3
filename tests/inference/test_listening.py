"""Tests for `inference.listening`: speech in, mouth out."""

import time
import wave
from fractions import Fraction

import numpy as np
import pytest
from scipy.signal import resample_poly, stft

from inference.checkpoint_errors import CheckpointError
from inference.checkpoints import locate
from inference.coarticulation import articulate
from inference.errors import InputError
from inference.listening import listener as listening
from inference.listening.features import (
    HOP_LENGTH,
    N_MELS,
    SAMPLE_RATE,
    FeatureStream,
    LevelFollower,
    log_mel,
    mel_filters,
)
from inference.listening.listener import SpeechListener
from inference.listening.mouth import MouthShaper, SpeechGate
from inference.listening.network import N_OUTPUTS, ArticulationNetwork
from inference.visemes import N_ARTICULATORS, Articulator, letters_of

PAL = Fraction(25)
NTSC = Fraction(30000, 1001)
CLOSED, ROLLED = Articulator.MOUTH_CLOSE, Articulator.MOUTH_ROLL_LOWER


@pytest.fixture(scope="module")
def listener():
    ears = SpeechListener(locate("articulation"))
    ears.load()
    return ears


@pytest.fixture(scope="module")
def speech(registry):
    """A sentence of the Polish espeak voice, whose language training never heard, at 16 kHz."""
    synthesizer = registry.synthesizer("espeak-pl")
    (sentence,) = synthesizer.synthesize("Mama, babcia i papuga.", voice="espeak-pl")
    audio = sentence.audio
    samples = resample_poly(audio.samples, 320, audio.sample_rate // 50).astype(np.float32)
    return samples, sentence.phonemes


def write(path, samples, sample_rate=SAMPLE_RATE, n_channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(n_channels)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def heard(listener, path, fps=PAL, n_frames=None):
    with wave.open(str(path)) as file:
        duration = file.getnframes() / SAMPLE_RATE
    return listener.listen(path, fps, n_frames or int(duration * fps))


def noise_of(duration, level):
    random = np.random.default_rng(3)
    return random.standard_normal(int(duration * SAMPLE_RATE)).astype(np.float32) * level


def test_every_frame_gets_a_row_within_bounds(listener, speech, tmp_path):
    path = write(tmp_path / "speech.wav", speech[0])

    result = heard(listener, path, n_frames=70)

    assert result.mouth.curves.shape == (70, N_ARTICULATORS)
    assert result.speaking.shape == (70,)
    assert result.mouth.curves.dtype == result.speaking.dtype == np.float32
    assert 0 <= result.mouth.curves.min() <= result.mouth.curves.max() <= 1
    assert result.mouth.fps == PAL


def test_the_same_sound_is_heard_the_same_twice(listener, speech, tmp_path):
    path = write(tmp_path / "speech.wav", speech[0])

    first, second = heard(listener, path), heard(listener, path)

    assert np.array_equal(first.mouth.curves, second.mouth.curves)


@pytest.mark.parametrize("fps", [PAL, NTSC, Fraction(60)], ids=["25", "29.97", "60"])
def test_a_microphone_hears_what_a_file_does(listener, speech, tmp_path, fps):
    path = write(tmp_path / "speech.wav", speech[0])
    whole = heard(listener, path, fps).mouth.curves
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")

    live = listener.live(fps)
    pieces = [live.feed(piece / np.float32(32768)) for piece in np.array_split(pcm, 47)]
    curves = np.concatenate([rows.curves for rows in pieces])

    assert len(curves) >= len(whole) - 0.13 * fps
    assert np.allclose(curves, whole[: len(curves)], atol=1e-4)


def test_a_frame_is_known_120_ms_after_its_middle(listener):
    live = listener.live(PAL)

    n_known = len(live.feed(np.zeros(SAMPLE_RATE, np.float32)).speaking)

    # the middle of the next frame, which is not known yet, is less than 120 ms before the end
    assert (n_known + 0.5) / PAL > 1 - 0.12


def test_how_a_file_is_cut_into_blocks_does_not_matter(listener, speech, tmp_path, monkeypatch):
    path = write(tmp_path / "speech.wav", np.tile(speech[0], 3))
    whole = heard(listener, path)
    monkeypatch.setattr(listening, "BLOCK", 3_001)

    pieces = heard(listener, path)

    assert np.allclose(pieces.mouth.curves, whole.mouth.curves, atol=1e-4)
    assert np.allclose(pieces.speaking, whole.speaking, atol=1e-6)


def test_a_long_recording_is_never_held_in_memory(listener, tmp_path):
    live = listener.live(PAL)
    sizes = []
    noise = noise_of(3, 0.01)
    for _ in range(8):
        live.feed(noise)
        sizes.append(live._features.nbytes + live._shaper._rows.nbytes)

    assert max(sizes) < 40_000


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(3 * SAMPLE_RATE, np.float32),
        noise_of(3, 0.001),
        noise_of(3, 0.05),
        noise_of(3, 0.05) * np.sin(np.linspace(0, 9, 3 * SAMPLE_RATE, dtype=np.float32)) ** 2,
    ],
    ids=["silence", "hiss", "noise", "breath"],
)
def test_without_speech_the_mouth_is_at_rest(listener, tmp_path, sound):
    result = heard(listener, write(tmp_path / "sound.wav", sound))

    assert not result.mouth.curves.any()
    assert not result.speaking.any()


def test_music_leaves_the_mouth_at_rest(listener, tmp_path):
    times = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    chord = sum(np.sin(2 * np.pi * pitch * times) for pitch in (220.0, 277.2, 329.6, 440.0))
    plucked = chord * np.exp(-3 * (times % 0.5)) * 0.1

    result = heard(listener, write(tmp_path / "music.wav", plucked))

    assert result.speaking.mean() < 0.1


def test_lips_meet_in_bilabials_of_a_language_never_heard(listener, speech, tmp_path):
    samples, phonemes = speech
    result = heard(listener, write(tmp_path / "speech.wav", samples))
    closed = result.mouth.curves[:, CLOSED]
    wanted = [span for span in phonemes if set(letters_of(span.symbol)) & set("pbm")]

    met = [
        closed[int((span.start - 0.02) * PAL) : int((span.end + 0.02) * PAL) + 1].max()
        for span in wanted
    ]

    assert len(wanted) >= 6
    assert np.mean(np.array(met) > 0.8) >= 0.75


def test_the_jaw_follows_that_of_the_known_phonemes(listener, speech, tmp_path):
    samples, phonemes = speech
    result = heard(listener, write(tmp_path / "speech.wav", samples))
    n_frames = len(result.mouth)
    known = articulate(phonemes, len(samples) / SAMPLE_RATE, PAL, n_frames).curves

    jaws = result.mouth.curves[:, Articulator.JAW_OPEN], known[:, Articulator.JAW_OPEN]

    assert np.corrcoef(*jaws)[0, 1] > 0.6


def test_it_is_a_hundred_times_faster_than_real_time(listener):
    sound, live = noise_of(20, 0.05), listener.live(PAL)
    live.feed(sound)

    started = time.process_time()
    live.feed(sound)
    spent = time.process_time() - started

    assert spent < 20 / 100


@pytest.mark.parametrize(("sample_rate", "n_channels"), [(48_000, 1), (16_000, 2)])
def test_another_kind_of_wav_is_refused(listener, tmp_path, sample_rate, n_channels):
    path = write(tmp_path / "other.wav", np.zeros(4000), sample_rate, n_channels)

    with pytest.raises(InputError, match="16 kHz"):
        listener.listen(path, PAL, 2)


def test_a_file_that_is_no_wav_is_refused(listener, tmp_path):
    path = tmp_path / "page.wav"
    path.write_text("<html>")

    with pytest.raises(InputError, match=r"cannot read page\.wav"):
        listener.listen(path, PAL, 2)


def test_a_checkpoint_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "other.onnx"
    path.write_bytes(b"no network")

    with pytest.raises(CheckpointError, match=r"other\.onnx"):
        SpeechListener(path).load()


def test_the_network_answers_one_row_per_frame_with_context():
    network = ArticulationNetwork(locate("articulation"))
    features = np.zeros((network.context + 7, N_MELS), np.float32)

    rows = network.run(features)

    assert rows.shape == (7, N_OUTPUTS)
    assert network.run(features[:5]).shape == (0, N_OUTPUTS)


def test_the_network_looks_ahead_less_than_the_promise():
    network = ArticulationNetwork(locate("articulation"))
    random = np.random.default_rng(1)
    features = random.standard_normal((network.context + 40, N_MELS)).astype(np.float32)
    changed = features.copy()
    changed[network.context + 20 :] = 1

    same = np.abs(network.run(features) - network.run(changed)).max(axis=1) < 1e-6

    assert same[:20].all()
    assert not same[20:].any()
    assert network.look_ahead <= 8


def test_bands_agree_with_another_short_time_transform():
    sound = noise_of(0.5, 0.1)
    _, _, spectra = stft(
        sound, window="hann", nperseg=400, noverlap=240, nfft=512, boundary=None, padded=False
    )
    # SciPy divides by the window's sum, which is half its length
    power = np.abs(spectra * 200) ** 2

    expected = np.log(mel_filters() @ power + 1e-7).T

    assert np.allclose(log_mel(sound), expected[: len(log_mel(sound))], atol=1e-3)


def test_features_do_not_depend_on_how_the_sound_comes_in():
    sound = noise_of(1, 0.1)
    whole = FeatureStream().feed(sound)
    stream = FeatureStream()

    pieces = np.concatenate([stream.feed(piece) for piece in np.array_split(sound, 31)])

    assert np.allclose(pieces, whole, atol=1e-5)
    assert len(whole) == (len(sound) - 280) // HOP_LENGTH + 1


def test_the_level_takes_the_loudness_out_of_the_features():
    soft, loud = noise_of(4, 0.03), noise_of(4, 0.3)

    features = [LevelFollower().features(log_mel(sound))[300:] for sound in (soft, loud)]

    assert np.allclose(*features, atol=0.05)


def gate_of(probabilities):
    return SpeechGate().feed(np.array(probabilities, np.float32))


def test_the_gate_does_not_chatter_when_the_network_hesitates():
    gate = gate_of([0.9] * 10 + [0.4, 0.55] * 40)

    assert (gate[10:] == 1).all()


def test_the_gate_eases_in_and_out():
    gate = gate_of([0.9] * 30 + [0.1] * 40)

    assert np.abs(np.diff(gate)).max() < 0.3
    assert gate[20] == 1
    assert gate[-1] == 0


def rows_of(n_rows):
    rows = np.zeros((n_rows, N_OUTPUTS), np.float32)
    rows[:, -1] = 1
    rows[:, Articulator.JAW_OPEN] = 0.5
    return rows


@pytest.mark.parametrize("fps", [Fraction(10), Fraction(24000, 1001), PAL], ids=str)
@pytest.mark.parametrize("shut", range(40, 52))
def test_a_closure_of_one_row_is_shown_whole_in_a_frame(fps, shut):
    rows = rows_of(120)
    rows[shut, CLOSED] = 0.7

    curves = MouthShaper(fps).feed(rows).curves

    shown = int((shut + 0.5) / 100 * fps)
    assert curves[max(0, shown - 1) : shown + 2, CLOSED].max() == 1
    assert curves[:, CLOSED].sum() <= 2


def test_closed_lips_draw_the_jaw_along():
    rows = rows_of(100)
    rows[40:50, CLOSED] = 0.9

    curves = MouthShaper(PAL).feed(rows).curves

    assert curves[11, Articulator.JAW_OPEN] < 0.5 * curves[20, Articulator.JAW_OPEN]
    assert curves[11, Articulator.MOUTH_LOWER_DOWN] == 0


def test_the_lower_lip_touches_the_teeth_where_it_is_likely():
    rows = rows_of(100)
    rows[40:48, ROLLED] = 0.65

    curves = MouthShaper(PAL).feed(rows).curves

    assert curves[10:12, ROLLED].max() == pytest.approx(0.9)
    assert curves[11, Articulator.JAW_OPEN] < 0.2
