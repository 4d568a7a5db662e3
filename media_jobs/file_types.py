"""What kind of file something is, by its first bytes.

A list of what may pass rather than of what may not: FFmpeg also reads playlists, which name other
files and addresses, and the decoders of many forgotten formats.
"""

from typing import IO, Any, Final

from django.core.files.uploadedfile import UploadedFile

HEAD: Final = 512  # bytes looked at
TS_PACKET: Final = 188  # bytes between two sync bytes of an MPEG transport stream

# Where a file's first bytes lie and what they are, by what the file then is.
_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", ".png"),
    (8, b"WEBP", ".webp"),
    (4, b"ftyp", ".mp4"),
    (4, b"moov", ".mov"),
    (4, b"mdat", ".mov"),
    (4, b"wide", ".mov"),
    (4, b"free", ".mov"),
    (4, b"skip", ".mov"),
    (0, b"\x1a\x45\xdf\xa3", ".mkv"),
    (8, b"AVI ", ".avi"),
    (8, b"WAVE", ".wav"),
    (8, b"AIFF", ".aiff"),
    (8, b"AIFC", ".aiff"),
    (0, b"fLaC", ".flac"),
    (0, b"OggS", ".ogg"),
    (0, b"ID3", ".mp3"),
    (0, b"caff", ".caf"),
    (0, b".snd", ".au"),
    (0, b"#!AMR", ".amr"),
    (0, b"wvpk", ".wv"),
    (0, b"\x0b\x77", ".ac3"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ".wmv"),
    (0, b"\x00\x00\x01\xba", ".mpg"),
    (0, b"FLV\x01", ".flv"),
)


def suffix_for(file: "UploadedFile[Any] | IO[bytes]") -> str | None:
    """The suffix under which a file may be kept; ``None`` for a kind that is not taken.

    Says only what the file claims to be; whether it is sound inside is found out by decoding it in
    the render process.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for start, signature, suffix in _SIGNATURES:
        if head[start : start + len(signature)] == signature:
            return suffix
    if _is_mpeg_audio(head):
        return ".mp3"
    return ".ts" if _is_transport_stream(head) else None


def _is_mpeg_audio(head: bytes) -> bool:
    """Eleven set bits, then no reserved version; layer 0 is ADTS, as AAC uses it."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08  # noqa: PLR2004 (ISO/IEC 11172-3, 2.4.2.3)


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > TS_PACKET and head[0] == head[TS_PACKET] == 0x47  # noqa: PLR2004 (ISO/IEC 13818-1)
