"""Making frames while earlier ones are encoded."""

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

PATIENCE: Final = 0.1  # seconds between looks at whether the consumer has gone


class _End:
    """Stands behind the last item; carries the error that ended them, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def prefetched(
    items: Iterable[Item], depth: int, copy: Callable[[Item], Item]
) -> Generator[Item, None, None]:
    """Take items from an iterable in a thread of its own, at most ``depth`` ahead.

    Closing the iterator, or an error on either side, ends the thread.

    Args:
        items: iterated in the thread.
        depth: how many may wait.
        copy: makes an item last; the iterable may reuse it.

    Raises:
        Exception: whatever the iterable raises, at the place of the item it failed to give.
    """
    producer = _Producer(items, depth, copy)
    producer.start()
    try:
        while not isinstance(item := producer.waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        producer.stop()


class _Producer(threading.Thread, Generic[Item]):
    """Fills a queue."""

    def __init__(self, items: Iterable[Item], depth: int, copy: Callable[[Item], Item]) -> None:
        super().__init__(name="prefetch", daemon=True)
        self.waiting: queue.Queue[Item | _End] = queue.Queue(depth)
        self._items = items
        self._copy = copy
        self._gone = threading.Event()

    def run(self) -> None:
        """Copy items into the queue until they end or nobody wants them."""
        end = _End()
        try:
            for item in self._items:
                if not self._offer(self._copy(item)):
                    return
        except BaseException as error:  # noqa: BLE001  it is raised again where it is awaited
            end = _End(error)
        self._offer(end)

    def _offer(self, item: Item | _End) -> bool:
        """Wait for room; whether there was any before the consumer went."""
        while not self._gone.is_set():
            try:
                self.waiting.put(item, timeout=PATIENCE)
            except queue.Full:
                continue
            return True
        return False

    def stop(self) -> None:
        """Let the thread end, and wait for it."""
        self._gone.set()
        self.join()
