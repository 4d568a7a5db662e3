"""Tests for `inference.provenance.identity` and `signing_identity`."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from inference.checkpoint_errors import SigningIdentityError
from inference.provenance.environment import usual_place
from inference.provenance.identity import open_identity
from inference.provenance.marking import IdentityPlace
from inference.provenance.signing_identity import (
    SigningIdentity,
    UnusableKeyError,
    known_signers,
    new_identity,
)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    place = IdentityPlace(tmp_path / "deep" / "keys")

    first, second = open_identity(place), open_identity(place)

    assert first == second
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.folder.iterdir()} == {0o600}
    assert len(first.watermark_key) == 32


def test_processes_that_start_together_get_the_same_keys(tmp_path):
    place = IdentityPlace(tmp_path / "keys")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: open_identity(place), range(8)))

    assert all(one == found[0] for one in found)


def test_keys_show_in_no_message(tmp_path):
    identity = open_identity(IdentityPlace(tmp_path))

    assert "PRIVATE" not in repr(identity)
    assert str(identity.watermark_key) not in repr(identity)


def test_a_certificate_of_an_authority_takes_the_place_of_ones_own(tmp_path):
    bought = new_identity("Authority")
    (tmp_path / "chain.pem").write_bytes(bought.chain)
    (tmp_path / "key.pem").write_bytes(bought.key)
    own = IdentityPlace(tmp_path / "keys")
    named = IdentityPlace(tmp_path / "keys", tmp_path / "chain.pem", tmp_path / "key.pem")
    before = open_identity(own)

    after = open_identity(named)

    assert after.signing == bought
    assert after.watermark_key == before.watermark_key
    numbers, _ = known_signers(after.signers)
    assert len(numbers) == 2  # what the former one signed stays known


@pytest.mark.parametrize(
    ("chain", "key", "why"),
    [
        (b"nonsense", b"nonsense", "PEM"),
        ("chain", b"", "PEM"),
        ("chain", "another", "does not belong"),
    ],
    ids=["nonsense", "no key", "another key"],
)
def test_an_unusable_certificate_is_named_and_its_key_is_not_told(tmp_path, chain, key, why):
    made, another = new_identity("One"), new_identity("Two")
    (tmp_path / "c.pem").write_bytes(made.chain if chain == "chain" else chain)
    (tmp_path / "k.pem").write_bytes(another.key if key == "another" else key)
    place = IdentityPlace(tmp_path / "keys", tmp_path / "c.pem", tmp_path / "k.pem")

    with pytest.raises(SigningIdentityError, match=why) as caught:
        open_identity(place)

    assert caught.value.path.name == "c.pem"
    assert "PRIVATE" not in str(caught.value)


def test_a_certificate_is_used_only_while_it_is_valid():
    made = new_identity("One")
    later = datetime.now(UTC) + timedelta(days=3651)

    with pytest.raises(UnusableKeyError, match="not valid"):
        SigningIdentity.of_pem(made.chain, made.key, now=later)


def test_a_folder_that_cannot_be_made_is_an_error_of_the_installation(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SigningIdentityError):
        open_identity(IdentityPlace(tmp_path / "file" / "keys"))


def test_ones_own_certificate_may_sign_and_issue_nothing():
    signer, root = x509.load_pem_x509_certificates(new_identity("One").chain)

    assert not signer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert signer.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    signer.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP256K1()), ed25519.Ed25519PrivateKey.generate()],
    ids=["unknown curve", "Ed25519"],
)
def test_only_keys_that_c2pa_knows_sign(key, chain_for):
    chain, pem = chain_for(key)

    if isinstance(key, ed25519.Ed25519PrivateKey):
        assert SigningIdentity.of_pem(chain, pem).algorithm == "ed25519"
    else:
        with pytest.raises(UnusableKeyError):
            SigningIdentity.of_pem(chain, pem)


def test_the_environment_names_the_keys_of_the_site(tmp_path, monkeypatch):
    monkeypatch.setenv("AVATAR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("AVATAR_CREDENTIALS_NAME", "Our Museum")

    assert usual_place() == IdentityPlace(tmp_path / "provenance", organisation="Our Museum")
