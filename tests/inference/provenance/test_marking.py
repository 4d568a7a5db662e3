"""Tests for `inference.provenance.marking`."""

import json
from pathlib import Path

import pytest

from inference.errors import InputError
from inference.provenance.marking import (
    MAX_IDENTIFIER,
    IdentityPlace,
    LabelCorner,
    Provenance,
    VideoKind,
    VisibleLabel,
    identifier_text,
    new_identifier,
)

PLACE = IdentityPlace(Path("/keys"), Path("/chain.pem"), Path("/key.pem"), "Somebody")


@pytest.mark.parametrize(
    "provenance",
    [
        Provenance(0, IdentityPlace(Path("/keys")), VideoKind.LIBRARY),
        Provenance(MAX_IDENTIFIER, PLACE, VideoKind.DUB, "7", "1.2", None, False, False),
        Provenance(
            *(5, PLACE, VideoKind.VIDEO),
            label=VisibleLabel("pt-BR", LabelCorner.BOTTOM_RIGHT),
        ),
    ],
    ids=["usual", "nothing visible", "a label elsewhere"],
)
def test_an_order_comes_back_from_a_message_as_it_was(provenance):
    message = json.dumps(provenance.to_json())

    assert Provenance.from_json(json.loads(message)) == provenance


def test_what_a_message_leaves_out_is_as_usual():
    found = Provenance.from_json(
        {"identifier": "00000000ff", "identity": {"folder": "/keys"}, "kind": "photo"}
    )

    assert found == Provenance(255, IdentityPlace(Path("/keys")), VideoKind.PHOTO)
    assert found.label == VisibleLabel()


BROKEN = {
    "no identifier": {"identifier": None},
    "an identifier that is no number": {"identifier": "xyz"},
    "too large an identifier": {"identifier": "1ffffffffff"},
    "an unknown kind": {"kind": "sculpture"},
    "no keys": {"identity": None},
    "a certificate alone": {"identity": {"folder": "/keys", "certificate": "/chain.pem"}},
    "an unknown corner": {"label": {"corner": "middle"}},
    "a label that is a list": {"label": ["en"]},
    "too long an author": {"author": "a" * 101},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_order_is_refused(change):
    good = Provenance(1, PLACE, VideoKind.PHOTO).to_json()

    with pytest.raises(InputError):
        Provenance.from_json(good | change)


def test_identifiers_are_written_with_ten_digits():
    assert identifier_text(255) == "00000000ff"
    assert identifier_text(MAX_IDENTIFIER) == "f" * 10


def test_new_identifiers_differ():
    assert len({new_identifier() for _ in range(100)}) == 100


def test_credentials_alone_leave_the_picture_as_it_is():
    signed_only = Provenance(1, PLACE, VideoKind.DUB, label=None, watermark=False)

    assert not signed_only.changes_picture
    assert Provenance(1, PLACE, VideoKind.DUB, label=None).changes_picture
