"""Timer: one daemon thread for short jobs that are due later."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

Job = Callable[[], object]

log = logging.getLogger("btfast.timer")

PATIENCE = 5.0  # s; how long `close` waits for the job under way


class Timer:
    """Does short jobs later: pings, deadlines, paced messages. The thread starts with the first job.

    Args:
        clock: Gives ns that never step back; users of the timer read it too.
    """

    def __init__(self, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self.clock = clock
        self._jobs: list[tuple[int, int, Job]] = []  # a heap: due ns, order of asking, job
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def after(self, seconds: float, job: Job) -> None:
        """Do `job` in so many seconds; never, if the timer is closed before."""
        with self._wake:
            if self._is_closed:
                return
            heapq.heappush(self._jobs, (self.clock() + int(seconds * 1e9), next(self._numbers), job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="btfast-timer", daemon=True)
                self._thread.start()
            self._wake.notify()

    def close(self) -> None:
        """Forget what is left and end the thread."""
        with self._wake:
            self._is_closed = True
            self._jobs.clear()
            self._wake.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            _do(job)

    def _next(self) -> Job | None:
        """Wait for the next job; None when the timer is closed."""
        with self._wake:
            while not self._is_closed:
                left = (self._jobs[0][0] - self.clock()) / 1e9 if self._jobs else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._jobs)[2]
                self._wake.wait(left)
        return None


def _do(job: Job) -> None:
    try:
        job()
    except Exception:  # whatever one job does wrong, the others' pings go on
        log.exception(f"{job!r} failed")
