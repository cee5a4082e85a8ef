"""The web application: pages in Chinese over one desk, for a browser on the same machine unless more hosts are named."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from sources.errors import WatcherError
from watcher.desk import Desk
from watcher.web import feeds, health, hits, pages, portfolios, subscriptions, uploads
from watcher.web.guard import HEADERS, LOOPBACK, Guard
from watcher.web.rendering import page
from watcher.web.site import Site

_WORDS = {
    400: ("请求有误", "服务器看不懂这个请求", "请返回首页重试"),
    403: ("请求来自其他网站，已拒绝", "没有保存任何内容", "请在本站页面上提交"),
    404: ("没有这个页面", "地址有误，或者对应的关注名单已被移除", "请从首页或导航进入"),
    405: ("此地址不接受这种请求", "没有保存任何内容", "请从首页进入"),
    421: ("此地址不属于本站，已拒绝", "为防止其他网站冒名读取，只接受已允许的主机名", "请用启动时显示的地址访问"),
    500: ("程序出错", "这个页面没有完成；已保存的数据不受影响", "请稍后重试；若反复出现，请把日志交给维护者"),
}


def create_app(desk: Desk, *, clock: Callable[[], datetime], hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """The application; `hosts` are the names (without port) that it may be reached by."""
    app = FastAPI(title="Watcher", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = Site(desk, clock)
    app.add_middleware(Guard, hosts=hosts, most_bytes=uploads.MOST_BODY, refuse=refusal)
    app.include_router(health.router)
    app.include_router(pages.router)
    for one in (portfolios, hits, subscriptions, feeds):
        app.include_router(one.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_bad_request)
    app.exception_handler(WatcherError)(_watcher_error)
    app.exception_handler(Exception)(_defect)
    return app


def create_health_app(desk: Desk, *, clock: Callable[[], datetime], hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """What asks after a process without pages: healthz, readyz and metrics, for the same hosts."""
    app = FastAPI(title="Watcher", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = Site(desk, clock)
    app.add_middleware(Guard, hosts=hosts, most_bytes=0, refuse=refusal)
    app.include_router(health.router)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(Exception)(_defect)
    return app


def refusal(status: int) -> Response:
    """The page for a status, in words."""
    if status == 413:
        error = uploads.too_large()
        return page("error.html", status=status, what=error.what, meaning=error.meaning, action=error.action)
    what, meaning, action = _WORDS.get(status, _WORDS[400] if status < 500 else _WORDS[500])
    return page("error.html", status=status, what=what, meaning=meaning, action=action)


async def _http_error(_request: Request, error: HTTPException) -> Response:
    response = refusal(error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _bad_request(_request: Request, _error: RequestValidationError) -> Response:
    return refusal(400)


async def _watcher_error(_request: Request, error: WatcherError) -> Response:
    return page("error.html", status=503, what=error.what, meaning=error.meaning, action=error.action)


async def _defect(_request: Request, _error: Exception) -> Response:
    """A defect; the framework logs it and answers outside of the guard, so the headers are set here."""
    response = refusal(500)
    response.headers.update(HEADERS)
    return response
