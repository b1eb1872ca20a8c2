"""Work beside the API: threads that ask for the next piece of work until there is none.

The durable truth is the row that describes the work, so nothing is lost when a process
dies: whoever asks next finds it.
"""

import threading
from collections.abc import Callable

import structlog

REST_SECONDS = 1.0

log = structlog.get_logger(__name__)


class JobRunner:
    """Threads that call `work_next` while it says that it found something, and rest when it did not."""

    def __init__(self, work_next: Callable[[], bool], *, threads: int) -> None:
        """Prepare the threads; `work_next` does one piece of work and says whether there was one."""
        self._work_next = work_next
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"job-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be work now: nobody waits for the end of a rest."""
        self._wake.set()

    def stop(self, *, timeout: float = 10.0) -> None:
        """Let each thread end its present piece of work, for at most `timeout` seconds."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                found = self._work_next()
            except Exception:  # a process edge: one broken piece of work must not end the thread
                log.exception("job_failed")
                found = False
            if not found:
                self._wake.wait(REST_SECONDS)
                self._wake.clear()
