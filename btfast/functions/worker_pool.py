"""WorkerPool: a few daemon threads for calls that take long."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

POOL_SIZE = 4  # threads
PATIENCE = 2.0  # s that closing waits for calls under way

P = ParamSpec("P")
T = TypeVar("T")
_Task = tuple[Future[Any], Callable[[], Any]]


class WorkerPool(Executor):
    """An executor whose threads are made when they are needed and never keep the program from ending.

    Args:
        size: The greatest number of threads.
        name: What the threads are called.
    """

    def __init__(self, size: int = POOL_SIZE, name: str = "btfast-request") -> None:
        self._size = size
        self._name = name
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._free = threading.Semaphore(0)  # threads that wait for a task
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a call when a thread is free; the calls begin in the order they came."""
        future: Future[T] = Future()
        with self._lock:
            if self._is_closed:
                raise RuntimeError(f"{self._name}: no call can be made after close()")
            self._tasks.put((future, lambda: fn(*args, **kwargs)))
            if not self._free.acquire(blocking=False) and len(self._threads) < self._size:
                self._add_thread()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads; waits up to 2 s for calls under way, which then end on their own."""
        with self._lock:
            self._is_closed = True
            if cancel_futures:
                self._cancel_waiting()
            for _ in self._threads:
                self._tasks.put(None)
        deadline = time.monotonic() + PATIENCE
        for thread in self._threads:
            if wait and thread is not threading.current_thread():
                thread.join(max(deadline - time.monotonic(), 0.0))

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            if task is not None:
                task[0].cancel()

    def _add_thread(self) -> None:
        name = f"{self._name}-{len(self._threads)}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            _run(*task)
            del task  # holds the answer
            self._free.release()


def _run(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # whatever it is, it belongs to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)
