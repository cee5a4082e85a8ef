"""One request on the wire and its whole answer; what goes wrong on the way is a FetchError in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from alerts.channels.deadline import Deadline
from watcher import addresses, refusals
from watcher.lanes import FetchLimits
from watcher.peers import Peer, PrivateAddress
from watcher.transfer import Damaged, NotDecodable, TooLarge, read_body

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the URL that answered, status, headers (names in lower case), redirect and body."""

    url: str
    status: int
    headers: dict[str, str]
    location: str
    body: bytes

    @property
    def is_redirect(self) -> bool:
        """True where the answer says to ask elsewhere."""
        return self.status in _REDIRECTS and bool(self.location)


def exchange(
    way: httpx.Client,
    outgoing: httpx.Request,
    asked: str,
    limits: FetchLimits,
    *,
    private: bool,
    spend: Callable[[int], None],
) -> Answer:
    """Send one request and read the answer; `private` allows a private address, `spend` is told the bytes taken."""
    host = addresses.host_of(outgoing.url)
    deadline, peer = Deadline(limits.deadline), Peer(host)

    def trace(event: str, info: dict[str, Any]) -> None:
        if not private:
            peer.trace(event, info)
        deadline.trace(event, info)

    outgoing.extensions["trace"] = trace
    try:
        with deadline:
            response = way.send(outgoing, stream=True)
            try:
                body = read_body(response, limits.max_bytes)
            finally:
                spend(response.num_bytes_downloaded)
                response.close()
    except PrivateAddress as refused:
        raise refusals.private_address(asked, host, str(refused)) from None
    except TooLarge:
        raise refusals.too_large(asked, limits.max_bytes) from None
    except NotDecodable as trouble:
        raise refusals.not_decodable(asked, str(trouble)) from None
    except (httpx.TransportError, Damaged) as trouble:
        if deadline.passed:
            raise refusals.too_slow(asked, limits.deadline) from trouble
        raise refusals.not_delivered(asked, trouble) from trouble
    if deadline.passed:  # a body without a stated length only seems to have ended
        raise refusals.too_slow(asked, limits.deadline)
    location = response.extensions.get("location", "")
    return Answer(str(response.url), response.status_code, dict(response.headers), location, body)
