"""Jobs that are due later."""

import threading

from btfast.functions.timer import Timer

PATIENCE = 10.0  # s; no test comes near it


def test_jobs_are_done_in_the_order_they_are_due():
    timer, done, end = Timer(), [], threading.Event()
    for name, seconds in (("last", 0.03), ("first", 0.0), ("second", 0.01)):
        timer.after(seconds, lambda name=name: done.append(name))
    timer.after(0.04, end.set)
    assert end.wait(PATIENCE)
    timer.close()
    assert done == ["first", "second", "last"]


def test_a_job_that_raises_hinders_no_other(caplog):
    timer, end = Timer(), threading.Event()
    timer.after(0.0, lambda: 1 / 0)
    timer.after(0.001, end.set)
    assert end.wait(PATIENCE)
    timer.close()
    assert "ZeroDivisionError" in caplog.text


def test_close_forgets_what_is_left_and_ends_the_thread():
    before = set(threading.enumerate())
    timer, done = Timer(), []
    timer.after(3600, lambda: done.append(1))
    assert set(threading.enumerate()) > before
    timer.close()
    timer.after(0.0, lambda: done.append(2))
    assert set(threading.enumerate()) == before
    assert done == []


def test_no_thread_is_started_before_the_first_job():
    before = set(threading.enumerate())
    Timer().close()
    assert set(threading.enumerate()) == before


def test_a_job_may_close_the_timer():
    timer, end = Timer(), threading.Event()
    timer.after(0.0, lambda: (timer.close(), end.set()))
    assert end.wait(PATIENCE)
