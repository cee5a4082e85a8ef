"""The words for every fetch that ends without a page: what happened, what it means, what to do."""

import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

import httpx

from sources.errors import FetchError
from sources.records import LookState
from watcher.blocks import recognise
from watcher.transfer import Damaged

_UNCHANGED = "本次未取得内容，名单库保持原样"
_BROWSER = "可用浏览器打开该网址，将网页或附件另存后用 watcher import 文件 --url 网址 导入"
_LATER = "下次巡查会再试；若持续如此，请检查网络和代理设置，或" + _BROWSER.removeprefix("可")
_OLD_TLS = frozenset(
    {"UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "SSLV3_ALERT_HANDSHAKE_FAILURE", "BAD_ECPOINT", "DH_KEY_TOO_SMALL"}
)
_PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class Passing(FetchError):
    """A failure that may pass by itself; `asked_wait` is what the site asked for (Retry-After), in seconds."""

    def __init__(
        self, what: str, *, state: LookState, url: str, action: str = _LATER, asked_wait: float | None = None
    ) -> None:
        super().__init__(what, state=state, url=url, meaning=_UNCHANGED, action=action)
        self.asked_wait = asked_wait


def _final(what: str, state: LookState, url: str, *, meaning: str = _UNCHANGED, action: str = _BROWSER) -> FetchError:
    return FetchError(what, state=state, url=url, meaning=meaning, action=action)


def bad_address(url: str) -> FetchError:
    """The URL is none, or of a kind that is not fetched (javascript:, file: …)."""
    return _final(
        f"网址无法使用，只支持 http 和 https：{url[:200]}", LookState.FAILED, url, action="请核对来源或公告中的链接"
    )


def host_not_allowed(url: str, host: str) -> FetchError:
    """The link leads to a host that belongs to no source."""
    return _final(
        f"链接指向不在允许范围内的主机 {host}，未访问",
        LookState.FAILED,
        url,
        action="如确属监管机构网站，请用浏览器打开核对，另存后用 watcher import 文件 --url 网址 导入",
    )


def other_site(url: str, host: str, target: str) -> FetchError:
    """The site sends elsewhere: what stands there is not the page that was asked for."""
    return _final(
        f"网页从 {host} 跳转到另一网站 {target}，未跟随",
        LookState.WRONG_PAGE,
        url,
        action="请核对网站是否迁移；" + _BROWSER,
    )


def bad_redirect(url: str, target: str) -> FetchError:
    """The redirect leads nowhere that can be fetched."""
    return _final(f"网页跳转到无法使用的网址：{target[:200]}", LookState.WRONG_PAGE, url)


def unsafe_redirect(url: str, target: str, how: str) -> FetchError:
    """The redirect stays on the source's hosts, but would leave TLS or go to another port."""
    return _final(f"网页{how}，未跟随：{target[:200]}", LookState.WRONG_PAGE, url, action="请核对网址；" + _BROWSER)


def front_page(url: str, target: str) -> FetchError:
    """The redirect leads to a site's front page: so they answer for what is no longer there."""
    return _final(
        f"网页跳转到网站首页 {target[:200]}，未跟随",
        LookState.WRONG_PAGE,
        url,
        meaning="名单库保持原样；网页消失不等于企业已移出名单",
        action="请核对网址是否变更；" + _BROWSER,
    )


def private_address(url: str, host: str, address: str) -> FetchError:
    """The host leads into a private network, or to this machine."""
    return _final(
        f"主机 {host} 指向内网或本机地址 {address}，未发出请求",
        LookState.FAILED,
        url,
        action="请核对域名解析；若由本地代理软件解析（fake-ip）或确为内网镜像，请把该主机写入 watcher.toml 的 [fetch] private_hosts",
    )


def budget_spent(url: str, host: str, megabytes: int) -> FetchError:
    """So much was taken from this host today that it is left alone until tomorrow."""
    return _final(
        f"24 小时内从 {host} 取得的内容已达上限 {megabytes} MB，不再请求",
        LookState.FAILED,
        url,
        action="下次巡查会再试；确需更多，请调高 watcher.toml 的 [fetch] host_megabytes_a_day，或" + _BROWSER.removeprefix("可"),
    )


def left_alone(url: str, host: str, trouble: FetchError) -> FetchError:
    """The host asked for a longer pause than a look waits: until it is over nothing is asked."""
    return _final(f"{trouble.what}，此前未再请求 {host}", trouble.state, url, action=_LATER)


def disallowed(url: str, robots: str) -> FetchError:
    """The site's robots.txt asks programs not to fetch this page."""
    return _final(
        f"网站的 robots.txt（{robots}）不允许程序访问该网址，未访问",
        LookState.BLOCKED_ROBOTS,
        url,
        meaning="正文未取得；名单库保持原样",
    )


def robots_unreachable(url: str, robots: str, trouble: FetchError) -> FetchError:
    """The site does not answer for its robots.txt: until it does, nothing is allowed (RFC 9309, 2.3.1.4)."""
    return FetchError(
        f"网站的 robots.txt（{robots}）未能读取，按规范暂不访问该网站：{trouble.what}",
        state=trouble.state,
        url=url,
        meaning=trouble.meaning,
        action=trouble.action,
    )


def too_many_redirects(url: str, most: int) -> FetchError:
    """The site sends round in a circle."""
    return _final(f"网页连续跳转超过 {most} 次", LookState.FAILED, url)


def too_large(url: str, limit: int) -> FetchError:
    """The body is larger than the limit; `limit` in bytes."""
    size = f"{limit / 1024 / 1024:g} MB" if limit >= 1024 * 1024 else f"{limit} 字节"
    return _final(f"内容超过大小上限 {size}，已中止下载", LookState.FAILED, url)


def not_decodable(url: str, encoding: str) -> FetchError:
    """Compressed in a way that was not asked for."""
    return _final(f"网站使用了未请求的压缩方式（{encoding}），无法解开", LookState.FAILED, url)


def too_slow(url: str, seconds: float) -> FetchError:
    """The whole request took longer than the deadline; not tried again at once, for it has cost enough."""
    return _final(f"网站在总时限 {seconds:g} 秒内没有传完内容", LookState.UNREACHABLE, url, action=_LATER)


class OldTls(FetchError):
    """The server speaks TLS as it was spoken long ago; `reason` is OpenSSL's name for what it refused."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(
            f"网站的加密协议过旧，握手失败（{reason}）",
            state=LookState.TLS,
            url=url,
            meaning=_UNCHANGED,
            action="核对确为该网站后，可把主机写入 watcher.toml 的 [fetch] legacy_tls_hosts（证书仍会校验）；或" + _BROWSER.removeprefix("可"),
        )


def not_delivered(url: str, trouble: httpx.TransportError | Damaged) -> FetchError:
    """The connection, or the transfer on it, failed."""
    tls = _tls_trouble(trouble)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return _final(
            f"网站证书未通过校验（{tls.verify_message}）",
            LookState.TLS,
            url,
            action="若网络使用自建证书机构，请设置 SSL_CERT_FILE；否则" + _BROWSER,
        )
    if tls is not None and tls.reason in _OLD_TLS:
        return OldTls(tls.reason, url)
    if tls is not None:
        return Passing(f"与网站的加密握手失败（{tls.reason or '连接被关闭'}）", state=LookState.TLS, url=url)
    if isinstance(trouble, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return _final("请求无法发出，请求头或网址不符合规范", LookState.FAILED, url)
    return Passing(_transport_words(trouble), state=LookState.UNREACHABLE, url=url)


def _transport_words(trouble: httpx.TransportError | Damaged) -> str:
    words: tuple[tuple[type[Exception], str], ...] = (
        (Damaged, "内容传输不完整或压缩数据损坏"),
        (httpx.ConnectTimeout, "连接网站超时"),
        (httpx.TimeoutException, "网站响应超时"),
        (httpx.ProxyError, f"代理服务器没有接通网站（{trouble}）"),
        (httpx.ConnectError, "无法连接网站（拒绝连接或域名无法解析）"),
    )
    return next((text for kind, text in words if isinstance(trouble, kind)), "与网站的连接中途断开，应答不完整")


def _tls_trouble(trouble: Exception) -> ssl.SSLError | None:
    """The handshake's error, if the connection failed at that; later ones are broken connections."""
    if not isinstance(trouble, httpx.ConnectError):
        return None
    return next((cause for cause in _causes(trouble) if isinstance(cause, ssl.SSLError)), None)


def _causes(trouble: BaseException) -> Iterator[BaseException]:
    cause = trouble.__cause__ or trouble.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def check_wall(url: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise FetchError when a wall answered and not the site."""
    block = recognise(status, headers, body)
    if block is not None:
        error = FetchError(block.what, state=block.state, url=url, meaning=block.meaning, action=block.action)
        error.answer = body
        raise error


def bad_status(url: str, status: int, headers: Mapping[str, str]) -> FetchError:
    """The site answered with a status that is not the page."""
    if status in (404, 410):
        return _final(
            f"网页已不存在（HTTP {status}）",
            LookState.GONE,
            url,
            meaning="名单库保持原样；网页消失不等于企业已移出名单",
            action="请核对网址是否变更；" + _BROWSER,
        )
    state = LookState.UNREACHABLE if status >= 500 else LookState.FAILED
    if status not in _PASSING_STATUSES:
        return _final(f"网站返回 HTTP {status}", state, url)
    asked = retry_after(headers)
    words = "网站提示访问过于频繁" if status == 429 else "网站暂时无法提供服务"
    patience = f"，要求 {asked:.0f} 秒后再访问" if asked else ""
    return Passing(f"{words}（HTTP {status}）{patience}", state=state, url=url, asked_wait=asked)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After asks for; a date is measured from the answer's own Date, so no clock is needed."""
    printed = headers.get("retry-after", "").strip()
    if printed.isdecimal() and len(printed) < 10:
        return float(printed)
    try:
        until = parsedate_to_datetime(printed)
        since = parsedate_to_datetime(headers.get("date", ""))
        return max((until - since).total_seconds(), 0.0)
    except (ValueError, TypeError):  # TypeError: one of them without a zone
        return None
