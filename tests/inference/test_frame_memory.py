"""Tests for `inference.frame_memory`."""

import platform
import re
import resource
from pathlib import Path

import numpy as np
import pytest

from inference.frame_memory import release_pages, reuse_freed_memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_the_memory_of_a_freed_frame_serves_the_next_one():
    assert reuse_freed_memory()

    def pages_fetched():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(40):
            np.ones(3 << 20, np.uint8)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    pages_fetched()
    assert pages_fetched() < 40 * 768 / 4  # of 4 KiB, were each frame to be mapped anew


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells")
def test_a_file_that_was_read_to_its_end_is_not_in_memory_as_a_whole(tmp_path):
    rows = np.lib.format.open_memmap(tmp_path / "rows.npy", "w+", np.float32, (4000, 2500))
    rows[:] = 1.0
    release_pages(rows)

    before = resident_file_bytes()
    total = sum(float(rows[start : start + 500].sum()) for start in range(0, 4000, 500))
    whole = resident_file_bytes() - before
    release_pages(rows[10:])
    after = resident_file_bytes() - before

    assert total == rows.size
    assert whole > 0.9 * rows.nbytes
    assert after < 0.1 * rows.nbytes


def test_arrays_in_memory_are_left_alone():
    array = np.arange(6.0)

    release_pages(array[1:])

    assert array.sum() == 15


def resident_file_bytes() -> int:
    """Of files that are mapped into this process."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"RssFile:\s+(\d+)", status)[1])
