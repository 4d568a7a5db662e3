"""Reading weights that TensorFlow saved, without TensorFlow: its "tensor bundle" format.

An index, which is a sorted string table as LevelDB writes it, says where in a file of raw numbers
each tensor lies. Only what the format needs for numbers of 32 bits is read, nothing is executed.

Source: tensorflow/core/util/tensor_bundle and tensorflow/core/protobuf/tensor_bundle.proto
(Apache-2.0), and LevelDB's doc/table_format.md (BSD-3-Clause).
"""

import struct
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from inference.checkpoint_errors import CheckpointError

MAGIC: Final = struct.pack("<Q", 0xDB4775248B80FB57)
FOOTER: Final = 48  # bytes, the magic included
UNCOMPRESSED: Final = 0
FLOAT: Final = 1  # of tensorflow.DataType
WIRE_VARINT: Final = 0
WIRE_BYTES: Final = 2
WIRE_SIZES: Final = {1: 8, 5: 4}  # bytes of numbers of fixed size

Fields = dict[int, list[int | bytes]]
Tensors = dict[str, npt.NDArray[np.float32]]


def split_bundle(joined: bytes) -> tuple[bytes, bytes]:
    """Index and numbers of a bundle whose two files were put one behind the other.

    Raises:
        CheckpointError: it does not begin with an index.
    """
    end = joined.find(MAGIC)
    if end < 0:
        raise CheckpointError("the file holds no index of tensors")
    return joined[: end + len(MAGIC)], joined[end + len(MAGIC) :]


def read_bundle(index: bytes, numbers: bytes) -> Tensors:
    """All tensors of 32-bit numbers, by name.

    Args:
        index: the file that ends in ``.index``.
        numbers: the only file of ``.data-…``.

    Raises:
        CheckpointError: the index is damaged, or written in a way that is not read here.
    """
    try:
        return dict(_tensors(index, numbers))
    except (IndexError, ValueError, struct.error) as error:
        raise CheckpointError(f"the index of tensors is damaged: {error}") from error


def _tensors(index: bytes, numbers: bytes) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    for name, value in _table(index):
        entry = _fields(value)
        if not name or entry.get(1) != [FLOAT]:  # the first entry describes the bundle
            continue
        shape = [_number(_fields(_bytes(dim)).get(1, [0])[0]) for dim in _shape(entry)]
        start, size = _number(entry.get(4, [0])[0]), _number(entry[5][0])
        yield name.decode(), np.frombuffer(numbers[start : start + size], "<f4").reshape(shape)


def _shape(entry: Fields) -> list[int | bytes]:
    found = entry.get(2)
    return _fields(_bytes(found[0])).get(2, []) if found else []


def _table(index: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer = index[-FOOTER:]
    if len(footer) < FOOTER or not footer.endswith(MAGIC):
        raise ValueError("no footer")
    _, place = _handle(footer, 0)
    blocks, _ = _handle(footer, place)
    for _, handle in _entries(_block(index, *blocks)):
        yield from _entries(_block(index, *_handle(handle, 0)[0]))


def _handle(content: bytes, place: int) -> tuple[tuple[int, int], int]:
    offset, place = _varint(content, place)
    size, place = _varint(content, place)
    return (offset, size), place


def _block(index: bytes, offset: int, size: int) -> bytes:
    if index[offset + size] != UNCOMPRESSED:
        raise ValueError("it is compressed")
    block = index[offset : offset + size]
    (n_restarts,) = struct.unpack("<I", block[-4:])
    return block[: len(block) - 4 * (n_restarts + 1)]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    place, key = 0, b""
    while place < len(block):
        shared, place = _varint(block, place)
        own, place = _varint(block, place)
        length, place = _varint(block, place)
        key = key[:shared] + block[place : place + own]
        place += own
        yield key, block[place : place + length]
        place += length


def _fields(message: bytes) -> Fields:
    """The fields of a protocol buffer, by number."""
    found: Fields = {}
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        kind = tag & 7
        value: int | bytes
        if kind == WIRE_VARINT:
            value, place = _varint(message, place)
        else:
            if kind == WIRE_BYTES:
                size, place = _varint(message, place)
            elif kind in WIRE_SIZES:
                size = WIRE_SIZES[kind]
            else:
                raise ValueError(f"a field of kind {kind}")
            value, place = message[place : place + size], place + size
        found.setdefault(tag >> 3, []).append(value)
    return found


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004  the top bit says that more follows
            return value, place


def _number(value: int | bytes) -> int:
    if isinstance(value, bytes):
        raise ValueError("bytes in place of a number")  # noqa: TRY004  one error for all damage
    return value


def _bytes(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ValueError("a number in place of bytes")  # noqa: TRY004  one error for all damage
    return value
