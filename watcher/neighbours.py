"""Which sources ask the same hosts: one of them is looked at by one process at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sources.base import Source
from watcher.reading import own_hosts


def neighbours(sources: Iterable[Source]) -> Mapping[str, set[str]]:
    """By the id of each source those of the others that may ask one of its hosts, or a subdomain of one."""
    hosts = {source.id: own_hosts(source) for source in sources}
    asking: dict[str, set[str]] = defaultdict(set)
    for id_, own in hosts.items():
        for host in own:
            asking[host].add(id_)
    found: dict[str, set[str]] = {id_: set() for id_ in hosts}
    for id_, own in hosts.items():
        for other in {one for host in own for parent in _and_parents(host) for one in asking.get(parent, ())} - {id_}:
            found[id_].add(other)
            found[other].add(id_)
    return found


def _and_parents(host: str) -> Iterator[str]:
    """jrj.dl.gov.cn, dl.gov.cn, gov.cn, cn."""
    labels = host.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))
