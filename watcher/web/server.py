"""The port that the pages are answered on."""

import signal
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from sources.errors import WatcherError


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is begun. Raises WatcherError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise WatcherError(
            f"无法在 {host} 的端口 {port} 上打开网页：{error.strerror}",
            meaning="程序没有启动，没有巡查也没有投递，数据未受影响",
            action="端口可能已被占用，请用 --port 换一个；--host 须为本机的地址",
        ) from error
    # Of a socket that was made before it asyncio does not ask this: a body would wait 40 ms behind its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address(listening: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def answering(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    """Answer requests beside other work; signals are somebody else's."""
    running = server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        running.should_exit = True
        thread.join()


def server(app: FastAPI, proxies: Collection[str] = ()) -> uvicorn.Server:
    """The server of the pages. It logs no addresses: some hold a secret. Only these proxies say who is behind them."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )
    return uvicorn.Server(config)


def answer(app: FastAPI, listening: socket.socket, *, proxies: Collection[str] = ()) -> None:
    """Answer requests until SIGINT or SIGTERM; a second one ends the process at once."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        signal.signal(number, lambda *_: None)  # uvicorn stops by it and then raises it again for whoever started it
    server(app, proxies).run(sockets=[listening])
    for number in numbers:
        signal.signal(number, signal.SIG_DFL)
