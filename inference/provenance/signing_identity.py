"""Who signs content credentials: a certificate chain and its key.

C2PA asks for an end-entity certificate that is not a certificate authority, may sign, and names a
purpose (C2PA 2.1, section 14.5). An installation that has none from an authority makes its own two:
a root, and a signer issued by it. Others can then see that nothing was changed since, and that two
videos come from the same place, but not who that is.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Self, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME: Final = timedelta(days=3650)
BACKDATED: Final = timedelta(days=1)  # clocks differ
PEM: Final = serialization.Encoding.PEM
CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
LEAST_RSA_BITS: Final = 2048


PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class UnusableKeyError(ValueError):
    """A certificate and a key cannot sign together; the message says why."""


@dataclass(frozen=True)
class SigningIdentity:
    """What is needed to sign.

    Attributes:
        chain: PEM: the signer's certificate, then its issuers.
        key: PEM of the signer's key, unencrypted.
    """

    chain: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of_pem(cls, chain: bytes, key: bytes, *, now: datetime | None = None) -> Self:
        """Read and check a chain and a key.

        Raises:
            UnusableKeyError: they are no PEM, do not belong together, or the certificate is not
                valid now.
        """
        now = now or datetime.now(UTC)
        signer, private = _read(chain, key)
        if private.public_key() != signer.public_key():
            raise UnusableKeyError("the key does not belong to the certificate")
        if not signer.not_valid_before_utc <= now <= signer.not_valid_after_utc:
            raise UnusableKeyError(f"the certificate is not valid on {now:%Y-%m-%d}")
        identity = cls(chain, key)
        _ = identity.algorithm
        return identity

    @property
    def algorithm(self) -> str:
        """Name of the signature, as C2PA writes it.

        Raises:
            UnusableKeyError: no signature of C2PA is made with such a key.
        """
        public = x509.load_pem_x509_certificate(self.chain).public_key()
        if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in CURVES:
            return CURVES[public.curve.name]
        if isinstance(public, ed25519.Ed25519PublicKey):
            return "ed25519"
        if isinstance(public, rsa.RSAPublicKey) and public.key_size >= LEAST_RSA_BITS:
            return "ps256"
        raise UnusableKeyError("the key must be ECDSA (P-256, P-384, P-521), Ed25519 or RSA")


def _read(chain: bytes, key: bytes) -> tuple[x509.Certificate, PrivateKey]:
    try:
        signer = x509.load_pem_x509_certificate(chain)
        private = serialization.load_pem_private_key(key, None)
    except (ValueError, TypeError) as error:  # a TypeError asks for the password of the key
        raise UnusableKeyError("certificate and key must be PEM, the key without password") from (
            error
        )
    if not isinstance(private, PrivateKey):
        raise UnusableKeyError("the key must be ECDSA, Ed25519 or RSA")
    return signer, private


def known_signers(certificates: bytes) -> tuple[frozenset[str], bytes]:
    """Tell signers from their issuers.

    Args:
        certificates: PEM of any number of chains.

    Returns:
        The decimal serial numbers of the signers, and PEM of the issuers.
    """
    found = x509.load_pem_x509_certificates(certificates) if certificates.strip() else []
    issuers = [one for one in found if _issues(one)]
    numbers = frozenset(str(one.serial_number) for one in found if not _issues(one))
    return numbers, b"".join(one.public_bytes(PEM) for one in issuers)


def _issues(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def new_identity(organisation: str) -> SigningIdentity:
    """Make a root and a signer of one's own; ECDSA on P-256. Nobody keeps the key of the root.

    Args:
        organisation: name in both certificates.
    """
    root_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(organisation, "Content credentials root", root_key, None, root_key)
    signer = _certificate(organisation, "Content credentials", key, root, root_key)
    plain = serialization.NoEncryption()
    return SigningIdentity(
        signer.public_bytes(PEM) + root.public_bytes(PEM),
        key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, plain),
    )


def _certificate(
    organisation: str,
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    is_root, now = issuer is None, datetime.now(UTC)
    issuing = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(_usage(signs_certificates=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuing, critical=False)
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
