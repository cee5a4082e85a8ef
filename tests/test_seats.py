"""Few readers work at once, however many wait for their sites."""

import threading
from dataclasses import replace

import pytest

from conftest import Clock
from sources.base import Page, Regulator, Request, Source, Steps
from sources.records import LookState
from watcher.desk import Desk
from watcher.schedule import collect
from watcher.seats import SEATS, Seats


def test_who_waits_for_a_site_leaves_its_seat_to_another() -> None:
    seats = Seats(1, patience=0)
    one, other = seats.one(), seats.one()
    with one.taken():
        assert one.is_taken
        with one.left(), other.taken():
            assert (one.is_taken, other.is_taken) == (False, True)
        assert (one.is_taken, other.is_taken) == (True, False)


def test_who_has_waited_too_long_works_without_and_leaves_no_seat_that_is_anothers() -> None:
    seats = Seats(1, patience=0)
    hanging, second, third = seats.one(), seats.one(), seats.one()
    with hanging.taken():
        with second.taken():
            assert not second.is_taken
        with third.taken():
            assert not third.is_taken
    with third.taken():
        assert third.is_taken


def test_a_reader_or_a_fetch_that_fails_keeps_no_seat() -> None:
    seats = Seats(1, patience=0)
    one, other = seats.one(), seats.one()
    with pytest.raises(OSError), one.taken(), one.left():
        raise OSError
    with other.taken():
        assert other.is_taken


def test_of_many_threads_no_more_than_the_seats_work_and_all_come_to_it() -> None:
    seats, working, most, done = Seats(3), [0], [0], []
    lock = threading.Lock()

    def work(number: int) -> None:
        seat = seats.one()
        with seat.taken():
            for _ in range(20):
                with lock:
                    working[0] += 1
                    most[0] = max(most[0], working[0])
                sum(range(1000))
                with lock:
                    working[0] -= 1
                with seat.left():
                    pass
            done.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(24)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == list(range(24))
    assert 1 <= most[0] <= 3


def test_more_sites_than_there_are_seats_are_asked_side_by_side(desk: Desk, clock: Clock) -> None:
    def source(number: int) -> Source:
        host = f"h{number}.gov.cn"
        regulator = Regulator(f"r{number}", "某地", ("某地金融局",), (host,))
        return Source(f"source{number}", regulator, "公告", Request(f"http://{host}/"), read, empty_is_normal=True)

    def read(page: Page) -> Steps:
        yield from ()

    together = threading.Barrier(3 * SEATS, timeout=20)

    def fetch(request: Request) -> Page:
        together.wait()
        return Page(request.url, b"<p></p>")

    desk = replace(desk, sources=tuple(source(number) for number in range(3 * SEATS)))
    reports = collect(desk, fetch=fetch, clock=clock, owner="here")
    assert [one.state for one in reports] == [LookState.OK_EMPTY] * 3 * SEATS
