"""Memory for pictures that come and go by the dozen every second."""

import ctypes
import functools
import platform
from typing import Final

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
