"""Memory for pictures, and for arrays on disk, that come and go while a video is worked on."""

import ctypes
import functools
import mmap
import platform
from typing import Any, Final

import numpy as np
import numpy.typing as npt

# Of glibc's malloc.h. Above the first, memory is mapped anew each time and given back at once, and
# the kernel clears every page of it: for frames of a few megabytes that can take a tenth of the
# processor time of a rendering.
M_MMAP_THRESHOLD: Final = -3
M_TRIM_THRESHOLD: Final = -1
LARGEST: Final = 32 << 20  # bytes; more than that glibc does not accept
KEPT: Final = 128 << 20  # bytes of free memory that the process holds on to


@functools.cache
def reuse_freed_memory() -> bool:
    """Let the process keep the memory of freed frames for the next ones.

    Returns:
        Whether it does; only glibc can be told.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    allocator = ctypes.CDLL(None)
    return bool(
        allocator.mallopt(M_MMAP_THRESHOLD, LARGEST) and allocator.mallopt(M_TRIM_THRESHOLD, KEPT)
    )


def release_pages(array: npt.NDArray[Any]) -> None:
    """Give back the memory that holds parts of a file; they are read again when they are needed.

    Without it, an array that is read from its start to its end is in memory as a whole.

    Args:
        array: mapped from a file, or a view of one; others are left alone.
    """
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
