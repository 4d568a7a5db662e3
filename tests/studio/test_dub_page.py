"""Tests for `studio.dub_page`, and for dubs in the library and in e-mails."""

import pytest
from django.urls import reverse

from media_jobs.models import DubProject, Mail, MediaJob, Video
from media_jobs.notices import Notice
from studio import dub_page, mails
from studio.editing import edit_url


def page_of(client, video):
    return client.get(reverse("studio:video", args=[video.pk])).content.decode()


def test_original_and_dub_are_shown_beside_each_other(as_alice, make_dubbed):
    page = page_of(as_alice, make_dubbed())

    assert 'data-side="original"' in page
    assert 'data-side="dub"' in page
    assert "<b>English</b>" in page
    assert "<b>Portuguese</b>" in page


def test_captions_of_both_languages_belong_to_both_players(as_alice, make_dubbed):
    video = make_dubbed()

    tracks = dub_page.page_of(video)["tracks"]
    page = page_of(as_alice, video)

    assert [(track.of, track.name) for track in tracks] == [
        ("target", "Portuguese"),
        ("source", "English"),
    ]
    assert page.count('srclang="en"') == 2
    assert page.count('srclang="pt"') == 2


def test_every_line_says_how_it_fits(make_dubbed):
    found = dub_page.page_of(make_dubbed())

    first, second = found["lines"]
    assert (first.source, first.text, first.verdict) == ("Good morning.", "Bom dia.", "fitted")
    assert first.details == ""
    assert second.details == "1.32× speed · 0.15 s later · 0.4 s too long"
    assert [(one["verdict"], one["n"]) for one in found["counts"]] == [
        ("fitted", 1),
        ("overflowing", 1),
    ]


def test_lines_are_drawn_where_they_are_heard(make_dubbed):
    first, second = dub_page.page_of(make_dubbed())["marks"]

    assert (first.x, first.width) == (50.0, 100.0)  # of a thousand for ten seconds
    assert second.verdict == "overflowing"


def test_names_of_speakers_are_told_where_there_are_several(make_dubbed):
    video = make_dubbed()
    project = video.dub_target.project
    project.script["speakers"].append({"id": "s2", "name": "", "gender": "", "pitch": None})
    project.save()

    assert [line.speaker for line in dub_page.page_of(video)["lines"]] == ["Speaker 1", "Speaker 2"]


def test_all_files_can_be_downloaded(make_dubbed):
    files = dub_page.page_of(make_dubbed())["files"]

    assert [(file.name, [form for form, _url in file.forms]) for file in files] == [
        ("Video", ["MP4"]),
        ("Sound of the dub", ["M4A"]),
        ("Captions, Portuguese", ["SRT", "VTT"]),
        ("Captions, English", ["SRT", "VTT"]),
        ("Words, Portuguese", ["JSON"]),
        ("Words, English", ["JSON"]),
    ]
    assert all("download=1" in url for file in files for _form, url in file.forms)


def test_other_languages_of_the_video_lead_to_their_pages(make_dubbed):
    video = make_dubbed()
    video.dub_target.project.targets.create(language="es", is_ready=True)

    portuguese, spanish = dub_page.page_of(video)["siblings"]

    assert portuguese["is_here"]
    assert (spanish["name"], spanish["is_ready"]) == ("Spanish", False)
    assert spanish["url"].endswith("?target=es")


def test_a_dub_whose_project_was_deleted_can_still_be_watched(as_alice, make_dubbed):
    video = make_dubbed()
    DubProject.objects.all().delete()

    page = page_of(as_alice, Video.objects.get(pk=video.pk))

    assert 'data-side="dub"' in page
    assert 'data-side="original"' not in page
    assert "Edit lines" not in page
    assert "Bom dia." in page


def test_a_dub_that_failed_first_says_why_and_leads_to_its_lines(as_alice, make_dubbed):
    video = make_dubbed("failed", job={"error_code": "no_voice_for_language"})

    page = page_of(as_alice, video)

    assert 'data-side="dub"' not in page
    assert f'data-edit-url="{edit_url(video)}"' in page


def test_the_page_says_how_the_dub_was_made(make_dubbed):
    facts = {str(name): str(value) for name, value in dub_page.facts_of(make_dubbed())}

    assert facts["Original sound"] == "Quieter under the dub"
    assert facts["Lips"] == "left as they were: no face was found"
    assert facts["Last change"] == "1 line spoken anew, 2 of 9 pieces drawn anew"


# -- library --------------------------------------------------------------------------------------


def test_the_library_names_both_languages_and_leads_to_the_lines(as_alice, make_dubbed):
    video = make_dubbed()

    page = as_alice.get(reverse("studio:library")).content.decode()

    assert "English → Portuguese" in page
    assert f'href="{edit_url(video)}"' in page
    assert "Duplicate and edit" not in page


@pytest.mark.parametrize(
    ("kind", "titles"),
    [("", {"Dubbed", "Volcanoes"}), ("dub", {"Dubbed"}), ("made", {"Volcanoes"})],
)
def test_the_library_can_show_one_kind_alone(as_alice, make_dubbed, make_video, kind, titles):
    make_dubbed()
    make_video()

    response = as_alice.get(reverse("studio:library"), {"kind": kind})

    assert {film.video.title for film in response.context["films"]} == titles


def test_without_dubs_there_is_nothing_to_choose(as_alice, make_video):
    make_video()

    assert 'name="kind"' not in as_alice.get(reverse("studio:library")).content.decode()


# -- e-mails --------------------------------------------------------------------------------------


def write(video, kind):
    notice = Notice(
        kind=kind,
        person=video.owner,
        job=MediaJob.objects.get(video=video),
        video=video,
        share=None,
        page_url="https://example.org/videos/1/",
        profile_url="https://example.org/profile/",
        stop_url="https://example.org/stop/",
    )
    return mails.write(notice).get_body(("plain",)).get_content()


def test_an_e_mail_about_a_dub_names_languages_and_lines_that_are_too_long(make_dubbed):
    text = write(make_dubbed(), Mail.Kind.FINISHED)

    assert "Your dub is ready" in text
    assert "English → Portuguese" in text
    assert "1 line is too long for its time" in text
    assert "?target=pt" in text


def test_an_e_mail_about_a_dub_that_failed_leads_to_its_lines(make_dubbed):
    text = write(
        make_dubbed("failed", job={"error_code": "no_voice_for_language"}), Mail.Kind.FAILED
    )

    assert "Your dub could not be made" in text
    assert "?target=pt" in text
