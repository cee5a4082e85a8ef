"""The web application: pages in Chinese over one desk, for a browser on the same machine unless more hosts are named."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from sources.errors import WatcherError
from watcher.accounts.visitors import Visitor
from watcher.desk import Desk
from watcher.web.api import errors
from watcher.web.api.bearer import program_of
from watcher.web.guard import FOREIGN, HEADERS, LOOPBACK, Guard
from watcher.web.rendering import page
from watcher.web.rooms import API, HEALTH, PAGES
from watcher.web.screening import export_pages, uploads
from watcher.web.visit import LoginNeeded, Site, visit_of

_WORDS = {
    400: ("请求有误", "服务器看不懂这个请求", "请返回首页重试"),
    401: ("请先登录", "没有保存任何内容", "请登录后重试"),
    403: ("没有权限", "没有保存任何内容", "请管理员调整角色后重试"),
    404: ("没有这个页面", "地址有误，或者对应的关注名单已被移除", "请从首页或导航进入"),
    405: ("此地址不接受这种请求", "没有保存任何内容", "请从首页进入"),
    FOREIGN: ("请求来自其他网站，已拒绝", "没有保存任何内容", "请在本站页面上提交"),
    export_pages.UNFINISHED: ("筛查尚未完成，还不能导出", "没有生成文件", "请等筛查完成后再下载"),
    413: (
        f"一次提交的内容合计超过 {uploads.MOST_BODY // 1024 // 1024} MB 上限", "没有保存任何内容", "请分几次提交，或只选较小的文件"
    ),
    421: ("此地址不属于本站，已拒绝", "为防止其他网站冒名读取，只接受已允许的主机名", "请用启动时显示的地址访问"),
    500: ("程序出错", "这个页面没有完成；已保存的数据不受影响", "请稍后重试；若反复出现，请把日志交给维护者"),
}


def create_app(desk: Desk, *, clock: Callable[[], datetime], hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """The application; `hosts` are the names (without port) that it may be reached by."""
    app = FastAPI(title="Watcher", version="1", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = Site(desk, clock)
    app.add_middleware(Guard, hosts=hosts, most_bytes=_most_bytes, refuse=refusal, known=_is_known)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.exception_handler(LoginNeeded)(_login_needed)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_bad_request)
    app.exception_handler(WatcherError)(_watcher_error)
    app.exception_handler(Exception)(_defect)
    return app


def create_health_app(desk: Desk, *, clock: Callable[[], datetime], hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """What asks after a process without pages: healthz, readyz and metrics, for the same hosts."""
    app = FastAPI(title="Watcher", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.site = Site(desk, clock)
    app.add_middleware(Guard, hosts=hosts, most_bytes=lambda _path: 0, refuse=refusal)
    app.include_router(HEALTH)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(Exception)(_defect)
    return app


def _most_bytes(path: str) -> int:
    return errors.MOST_BODY if errors.is_api(path) else uploads.MOST_BODY


def _is_known(request: Request) -> bool:
    """Whether a log-in or a token comes with it."""
    return visit_of(request).visitor is not None or program_of(request) is not None


def refusal(status: int, path: str = "", visitor: Visitor | None = None) -> Response:
    """The answer for a status, in words: a page, or JSON for programs."""
    words = _WORDS.get(status, _WORDS[400] if status < 500 else _WORDS[500])
    if errors.is_api(path):
        return errors.problem(status, words)
    if status == 413 and _takes_counterparties(path):
        error = uploads.too_large()
        words = error.what, error.meaning, error.action
    what, meaning, action = words
    return page("error.html", status=status % 1000, visitor=visitor, what=what, meaning=meaning, action=action)


def _takes_counterparties(path: str) -> bool:
    return path == "/screening" or path.endswith("/settings/file")


def _visitor(request: Request) -> Visitor | None:
    """Whose page it is; programs see none."""
    return None if errors.is_api(request.url.path) else visit_of(request).visitor


def _http_error(request: Request, error: HTTPException) -> Response:
    response = refusal(error.status_code, request.url.path, _visitor(request))
    response.headers.update(error.headers or {})
    return response


def _bad_request(request: Request, error: RequestValidationError) -> Response:
    if errors.is_api(request.url.path):
        return errors.invalid(error.errors())
    return refusal(400, request.url.path, _visitor(request))


def _login_needed(request: Request, _error: LoginNeeded) -> Response:
    """Whoever wanted to see a page sees it after the log-in; what was posted is lost, and that is said."""
    if request.method in ("GET", "HEAD") and "hx-request" not in request.headers:
        path = request.scope.get("raw_path", b"/").decode("ascii", "replace")
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(wanted, safe='')}", status_code=303)
    return refusal(401)


async def _watcher_error(request: Request, error: WatcherError) -> Response:
    words = error.what, error.meaning, error.action
    if errors.is_api(request.url.path):
        return errors.problem(503, words)
    return page("error.html", status=503, visitor=None, what=words[0], meaning=words[1], action=words[2])


async def _defect(request: Request, _error: Exception) -> Response:
    """A defect; the framework logs it and answers outside of the guard, so the headers are set here."""
    response = refusal(500, request.url.path)
    response.headers.update(HEADERS)
    return response
