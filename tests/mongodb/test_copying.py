"""Tests for taking a site's rows from one kind of database to another."""

import gzip
import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts.models import User
from avatarsite import rows, rows_loading
from media_jobs.models import MediaJob, Video
from tests.mongodb import sample
from tests.mongodb.conftest import REPOSITORY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def saved(tmp_path):
    """The sample, saved; the database is empty again."""
    sample.write()
    told = sample.tell()
    file = tmp_path / "rows.gz"
    call_command("save_rows", str(file))
    rows_loading.clear()
    return file, json.loads(json.dumps(told))


def rewritten(file, change):
    """The file with its lines changed."""
    with gzip.open(file, "rt", encoding="utf-8") as old:
        lines = change([json.loads(line) for line in old])
    with gzip.open(file, "wt", encoding="utf-8") as new:
        new.writelines(json.dumps(line) + "\n" for line in lines)
    return file


def test_rows_survive_the_way_to_the_other_kind_of_database_and_back(saved, other_side, tmp_path):
    file, told = saved

    there = other_side(file, tmp_path / "back.gz")
    stored = rows_loading.load(tmp_path / "back.gz")

    assert told["may"]
    assert told["session"]
    assert there["told"] == told
    assert json.loads(json.dumps(sample.tell())) == told
    assert stored == rows.tallies_of_all()
    assert stored["media_jobs.video"][0] == 1


def test_one_set_of_migrations_agrees_with_the_models_on_the_other_database(
    saved, other_side, tmp_path
):
    there = other_side(saved[0], tmp_path / "back.gz")

    assert there["changes"] == []


def test_migrations_of_an_app_that_numbers_its_rows_are_written_anew(saved, other_side, tmp_path):
    from tests.mongodb.other_side import migrations_made_again

    there = other_side(saved[0], tmp_path / "back.gz")
    made = there.get("made") or migrations_made_again("account", tmp_path / "made")

    (name, text), *more = made.items()
    written = REPOSITORY / "avatarsite/mongodb/migrations/account" / name
    assert not more
    assert text == written.read_text()


def test_keys_that_a_database_makes_up_can_stand_in_sessions_and_answers(
    saved, other_side, tmp_path
):
    there = other_side(saved[0], tmp_path / "back.gz")  # told as JSON

    kinds = {"mongodb": str, "sqlite": int}
    assert {type(key) for key in there["keys"]} == {kinds[there["vendor"]]}


def test_a_database_that_people_use_takes_no_rows(saved, other_side, tmp_path):
    there = other_side(saved[0], tmp_path / "back.gz")

    assert there["refusal"] == "there are people in this database already; give an empty one"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[:-1], "the file is not whole"),
        (lambda lines: [["media_jobs.film", "1", {}], *lines], "it has media_jobs.film"),
        (lambda lines: [["accounts.user", "1", {"nose": 1}], *lines], "accounts.User: .*nose"),
        (
            lambda lines: [*(one for one in lines[:-1] if one[0] != "media_jobs.video"), lines[-1]],
            None,
        ),
    ],
    ids=["cut off", "unknown table", "unknown column", "a row is missing"],
)
def test_nothing_is_kept_of_a_file_that_is_not_as_it_was_saved(saved, change, reason):
    expected = "media_jobs.video: 1 rows saved, 0 stored"

    with pytest.raises(CommandError, match=reason or expected):
        call_command("load_rows", str(rewritten(saved[0], change)))

    assert not User.objects.exists()
    assert not Group.objects.exists()
    assert not MediaJob.objects.exists()


def test_saved_rows_are_for_one_account_alone_and_replace_no_file(saved):
    file = saved[0]

    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="File exists"):
        call_command("save_rows", str(file))


def test_one_and_the_same_database_is_not_copied():
    with pytest.raises(CommandError, match="one and the same"):
        call_command("copy_database", from_url="sqlite:////a", to_url="sqlite:////a")


@pytest.mark.slow
def test_one_command_copies_a_site(secantus, run, tmp_path):
    url, copied = f"sqlite:///{tmp_path}/a.sqlite3", secantus.url("copied")
    run(url, "manage.py", "migrate", "--verbosity=0")
    run(url, "-m", "tests.mongodb.other_side", "--write")

    run(url, "manage.py", "copy_database", "--from", url, "--to", copied)

    assert run(copied, "-m", "tests.mongodb.other_side", "--tell") == run(
        url, "-m", "tests.mongodb.other_side", "--tell"
    )
    assert Video.objects.count() == 0
