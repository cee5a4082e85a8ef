"""Prometheus metrics, read from the store when they are asked for; labels name no company and no address."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlmodel import Session

from sources.records import LookState
from store import heartbeats, measures
from store.alarms import Kind
from store.coverage import gaps
from store.database import reading
from store.known import revision
from watcher.desk import Desk
from watcher.readiness import tick_age

_MESSAGES = ("pending", "sending", "sent", "dead")
_GRADES = ("match", "review", "clear")


def registry(desk: Desk, clock: Callable[[], datetime]) -> CollectorRegistry:
    """Everything that is measured: the store, and this process."""
    found = CollectorRegistry()
    found.register(_Store(desk, clock))
    ProcessCollector(registry=found)
    return found


class _Store(Collector):
    """The store at the moment of the scrape."""

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk, self._clock = desk, clock

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: the store is only read when it is asked for."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All families, from one consistent state."""
        at = self._clock()
        with reading(self._desk.engine) as session:
            yield from _of_sources(session, {one.id for one in self._desk.sources}, at)
            yield from _of_messages(session, at)
            yield from _of_register(session)
            yield from _of_workers(session, at)


def _of_sources(session: Session, watched: Collection[str], at: datetime) -> Iterator[GaugeMetricFamily]:
    states = dict.fromkeys([*(state.value for state in LookState), "never"], 0)
    yield _by("state", "watcher_looks", "Sources by the state of their last look", states | measures.looks(session, watched))
    seen = {source: (at - good).total_seconds() for source, good in measures.last_good(session, watched).items()}
    yield _by("source", "watcher_source_unseen_seconds", "Seconds since the last good look at a source", seen)
    yield _one("watcher_gaps_open", "Lists whose names are missing or held", len(gaps(session)))


def _of_messages(session: Session, at: datetime) -> Iterator[GaugeMetricFamily]:
    yield _by(
        "state", "watcher_messages", "Messages by state", dict.fromkeys(_MESSAGES, 0) | measures.messages(session)
    )
    oldest = measures.oldest_waiting(session)
    waits = (at - oldest).total_seconds() if oldest else 0
    yield _one("watcher_message_oldest_waiting_seconds", "Age of the oldest message that waits", waits)
    opened = dict.fromkeys([kind.value for kind in Kind], 0) | measures.alarms(session)
    yield _by("kind", "watcher_alarms_open", "Alarms that are open", opened)


def _of_register(session: Session) -> Iterator[GaugeMetricFamily]:
    yield _one("watcher_register_revision", "Revision of the register", revision(session))
    yield _one("watcher_listings", "Stays on lists that stand", measures.listings(session))
    yield _one("watcher_conflicts_open", "Conflicts that wait for a person", measures.conflicts(session))
    yield _by("grade", "watcher_hits", "Hits by grade", dict.fromkeys(_GRADES, 0) | measures.hits(session))


def _of_workers(session: Session, at: datetime) -> Iterator[GaugeMetricFamily]:
    yield _one("watcher_workers", "Workers heard of within a day", len(heartbeats.workers(session)))
    age = tick_age(session, at)
    if age is not None:
        yield _one("watcher_tick_age_seconds", "Seconds since any worker was heard of", age.total_seconds())


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _by(label: str, name: str, words: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([value], count)
    return family
