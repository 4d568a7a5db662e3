"""Tests for Argos packs: which there are, what is wrong with them, and what they translate."""

import json
import zipfile

import pytest

from inference.checkpoint_errors import ArgosPackError, CheckpointError
from inference.language_errors import TranslationUnavailableError
from inference.registry import Registry
from inference.translation import argos_packs
from inference.translation.argos_engine import ArgosEngine
from inference.translation.argos_packs import installed_packs, route, unusable_packs
from inference.translation.protocol import LongLine, SourceLine, TranslationOrder
from inference.translation.translators import available_translators, choose_translator
from tests.inference.translation.argos_material import write_pack, write_zip

EN_DE = {"The": "Das", "house": "Haus", "is": "ist", "red": "rot", "cat": "Katze"}
DE_EN = {"Das": "The", "Haus": "house", "ist": "is", "rot": "red"}
EN_FR = {"The": "La", "house": "maison", "is": "est", "red": "rouge"}
GOOD = {
    "metadata.json": json.dumps({"from_code": "en", "to_code": "de"}),
    "sentencepiece.model": b"-",
    "model/model.bin": b"-",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three packs, made once."""
    folder = tmp_path_factory.mktemp("packs")
    return {
        "en-de": write_pack(folder / "en_de.argosmodel", "en", "de", EN_DE),
        "de-en": write_pack(folder / "de_en.argosmodel", "de", "en", DE_EN),
        "en-fr": write_pack(folder / "f.argosmodel", "en", "fr", EN_FR, target_prefix="__fr__"),
    }


@pytest.fixture
def packs(made, argos_folder):
    for path in made.values():
        (argos_folder / path.name).write_bytes(path.read_bytes())
    return argos_folder


def translated(source, target, *texts):
    lines = tuple(SourceLine(str(n), text) for n, text in enumerate(texts))
    translator = Registry().translator(source, target, "argos")
    return translator.translate(TranslationOrder(lines, source, target), lambda _: None)


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("en-US", "de", "Das Haus ist rot."),
        ("en", "fr-FR", "La maison est rouge."),
        ("de", "fr", "La maison est rouge."),
    ],
    ids=["direct", "with a token for the language", "by way of English"],
)
def test_a_pack_translates(packs, source, target, text):
    original = "Das Haus ist rot." if source == "de" else "The house is red."

    made = translated(source, target, original, "Zack!")

    assert made.texts == {"0": text, "1": "Zack!"}
    assert made.problems == {}


def test_what_has_to_stay_stays(packs):
    made = translated("en", "de", "The house {name} is 1,250.5 red! The cat is %s.")

    assert made.texts["0"] == "Das Haus {name} ist 1.250,5 rot! Das Katze ist %s."


def test_a_pack_for_a_language_and_its_region_serves_both(argos_folder):
    write_pack(argos_folder / "pb.argosmodel", "en", "pb", {"house": "casa"})

    assert route("en", "pt-BR")[0].target == "pt-BR"
    assert route("en", "pt")[0].target == "pt-BR"
    assert route("en", "zh") == ()


def test_traditional_chinese_is_not_given_for_simplified(argos_folder):
    write_zip(
        argos_folder / "zt.argosmodel",
        GOOD | {"metadata.json": '{"from_code": "en", "to_code": "zt"}'},
    )

    assert route("en", "zh-TW")
    assert not route("en", "zh-CN")


def test_the_newest_of_several_packs_is_taken(argos_folder):
    for version in ("1.9", "1.10", "1.2"):
        facts = json.dumps({"from_code": "en", "to_code": "de", "package_version": version})
        write_zip(argos_folder / f"{version}.argosmodel", GOOD | {"metadata.json": facts})

    assert [pack.version for pack in installed_packs()] == [(1, 10)]


def test_a_pack_that_is_replaced_is_read_anew(packs):
    registry = Registry()
    first = registry.translator("en", "de", "argos")
    assert registry.translator("en", "de", "argos") is first
    write_pack(packs / "en_de.argosmodel", "en", "de", EN_DE | {"red": "blau"}, version="2.0")
    again = registry.translator("en", "de", "argos")

    assert again is not first


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"other.txt": b""}, "no metadata.json"),
        (GOOD | {"metadata.json": b"{"}, "not JSON"),
        (GOOD | {"metadata.json": b"[]"}, "not an object"),
        (GOOD | {"metadata.json": b"{}"}, "which languages"),
        (GOOD | {"metadata.json": b'{"type": "sbd"}'}, "does not translate"),
        ({"metadata.json": GOOD["metadata.json"], "bpe.model": b""}, "BPE"),
        ({**GOOD, "metadata.json": b" " * 70_000}, "too large"),
        ({key: GOOD[key] for key in GOOD if "model.bin" not in key}, "no model"),
    ],
    ids=["empty", "broken", "list", "nameless", "of another kind", "BPE", "huge", "without model"],
)
def test_packs_that_cannot_be_used_are_named_with_the_reason(argos_folder, members, why):
    write_zip(argos_folder / "bad.argosmodel", members)

    assert installed_packs() == ()
    assert why in unusable_packs()[0]
    argos = {each.id: each for each in available_translators("en", "de")}["argos"]
    assert "bad.argosmodel" in argos.unavailable_reason


def test_a_file_that_is_no_zip_is_not_a_pack(argos_folder):
    (argos_folder / "bad.argosmodel").write_bytes(b"no zip")

    assert "no zip" in unusable_packs()[0]
    with pytest.raises(CheckpointError):
        choose_translator("en", "de", "argos")


def test_nothing_of_a_pack_is_ever_written_to_disk(argos_folder, tmp_path):
    write_zip(
        argos_folder / "evil.argosmodel",
        GOOD | {"../../escaped": b"x", "model/../../escaped": b"x", "/escaped": b"x"},
    )
    before = sorted(tmp_path.rglob("*"))
    (pack,) = installed_packs()

    assert set(pack.model_files()) == {"model.bin"}
    with pytest.raises(ArgosPackError):
        ArgosEngine(pack).load()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_model_that_would_unpack_to_too_much_is_refused(argos_folder, monkeypatch):
    monkeypatch.setattr(argos_packs, "MAX_MODEL_BYTES", 1000)
    write_zip(argos_folder / "bomb.argosmodel", GOOD | {"model/model.bin": b"\0" * 1001})

    with pytest.raises(ArgosPackError, match="too large"):
        installed_packs()[0].model_files()


def test_a_pack_that_is_damaged_inside_is_named(packs):
    path = packs / "en_de.argosmodel"
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("pack/model/model.bin").header_offset + 200
    content = bytearray(path.read_bytes())
    content[at : at + 400] = b"\xff" * 400
    path.write_bytes(content)

    with pytest.raises(ArgosPackError, match="en_de"):
        ArgosEngine(next(pack for pack in installed_packs() if pack.target == "de")).load()


def test_two_languages_without_a_way_between_them_are_refused(packs):
    with pytest.raises(TranslationUnavailableError):
        Registry().translator("fr", "de", "argos")


def test_a_line_is_only_shortened_where_there_are_rules(packs):
    translator = Registry().translator("en", "de", "argos")
    line = LongLine("The house is red.", "Das Haus ist rot.", "en", "de", 0.5)

    assert translator.shorten(line) == "Das Haus ist rot."
