"""Files that say what is said in a video."""

import pytest

from inference.dubbing.transcript_files import read_transcript, spoken_text


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("[door opens] Come in!", "Come in!"),
        ("(laughs)", ""),
        ("It costs five pounds (or six).", "It costs five pounds (or six)."),
        ("♪ La la la ♪", ""),
        ("JOHN: Come in.", "Come in."),
        ("- Yes. - No.", "Yes. No."),
        ("- JOHN: Yes. - MRS. SMITH: No.", "Yes. No."),
        ("At 10:30 we met: all of us.", "At 10:30 we met: all of us."),
        ("NASA: it is an agency.", "it is an agency."),
        ("A well-known word - it is - stays.", "A well-known word - it is - stays."),
    ],
    ids=str,
)
def test_only_what_is_said_stays_of_a_subtitle(shown, said):
    assert spoken_text(shown) == said


def test_subtitles_in_which_nobody_speaks_are_left_out(tmp_path):
    path = tmp_path / "a.srt"
    path.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\n[music]\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nANNA: Good morning.\n"
    )

    found = read_transcript(path, "en")

    assert [(segment.text, segment.start) for segment in found.segments] == [("Good morning.", 3.0)]
