"""The page about OWASP's ASVS answers every requirement and names what there is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs/asvs.md").read_text()
INVENTORY = (REPOSITORY / "docs/asvs-inventory.md").read_text()
# A number and a level a line: requirements of level 1 and 2 of ASVS 5.0.0.
REQUIREMENTS = (Path(__file__).parent / "asvs_requirements.txt").read_text().splitlines()
N_REQUIREMENTS = {"1": 70, "2": 183}

ANSWERS = ("met", "partly", "not met", "not needed")
ROW = re.compile(
    r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)
COUNTS = re.compile(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`\s]+)`")
FILE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|js|html|txt|toml|md)|requirements[\w-]*\.txt")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|DEBUG|LOGGING")


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(PAGE)


def answer_of(cell: str) -> str:
    return re.split(r"[:,;]", cell, maxsplit=1)[0].strip()


def named(pattern: re.Pattern[str]) -> set[str]:
    return {name for name in NAMED.findall(PAGE + INVENTORY) if pattern.fullmatch(name)}


def test_the_list_of_requirements_is_whole():
    levels = Counter(line.split()[1] for line in REQUIREMENTS)

    assert levels == N_REQUIREMENTS
    assert len(set(REQUIREMENTS)) == len(REQUIREMENTS)


def test_every_requirement_has_one_row_in_its_order():
    assert [f"{number} {level}" for number, level, *_ in rows()] == REQUIREMENTS


def test_every_answer_is_one_of_four_and_a_lack_is_told():
    for number, _, _, answer, _ in rows():
        assert answer_of(answer) in ANSWERS, number
        assert answer_of(answer) == "met" or ":" in answer, f"{number} does not say what is missing"


def test_what_is_met_says_where():
    silent = {number for number, _, _, answer, where in rows() if answer == "met" and where == "–"}

    # Met by what is said elsewhere on the page, or by what is not there at all.
    assert silent <= {"V6.2.10"}


@pytest.mark.parametrize("level", ["1", "2"])
def test_the_counts_at_the_top_are_those_of_the_rows(level):
    told = {name: int(counts[int(level) - 1]) for name, *counts in COUNTS.findall(PAGE)}
    counted = Counter(answer_of(answer) for _, its, _, answer, _ in rows() if its == level)

    assert told == {name: counted[name] for name in ANSWERS}


def test_every_requirement_that_is_not_met_is_explained_at_the_top():
    top = PAGE.partition("\n## ")[0]

    for number, _, _, answer, _ in rows():
        assert answer_of(answer) != "not met" or number in top, number


def test_every_module_and_test_that_is_named_exists():
    files = named(FILE)

    assert len(files) > 100
    assert not {name for name in files if not (REPOSITORY / name).is_file()}


def test_every_setting_that_is_named_exists():
    documented = (REPOSITORY / "docs/settings.md").read_text()

    for name in named(SETTING):
        if name.startswith("AVATAR_"):
            assert f"`{name}`" in documented, name
        else:
            assert hasattr(settings, name), name
