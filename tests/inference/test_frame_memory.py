"""Tests for `inference.frame_memory`."""

import platform
import resource

import numpy as np
import pytest

from inference.frame_memory import reuse_freed_memory


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
