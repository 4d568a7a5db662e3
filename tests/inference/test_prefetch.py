"""Tests for `inference.prefetch`."""

import threading
import time

import pytest

from inference.prefetch import prefetched


def test_items_come_in_order_and_all_of_them():
    assert list(prefetched(range(100), 3, int)) == list(range(100))


def test_reused_buffers_are_copied():
    def reused():
        buffer = [0]
        for value in range(10):
            buffer[0] = value
            yield buffer

    assert [item[0] for item in prefetched(reused(), 4, list)] == list(range(10))


def test_no_more_than_the_depth_is_made_ahead():
    made = []

    def counted():
        for value in range(100):
            made.append(value)
            yield value

    items = prefetched(counted(), 2, int)
    next(items)
    time.sleep(0.05)

    assert len(made) <= 5
    items.close()


def test_an_error_arrives_where_the_item_would_have():
    def failing():
        yield 1
        raise ValueError("no more")

    items = prefetched(failing(), 3, int)

    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_leaving_early_ends_the_thread():
    before = threading.active_count()
    items = prefetched(iter(int, 1), 2, int)  # endless
    next(items)

    items.close()

    assert threading.active_count() == before
