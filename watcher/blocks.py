"""What the walls in front of regulators' sites look like: the fingerprints by which a block is told from a page.

Pure: status, headers and bytes in, a named state out. No wall is climbed here; it is named, so that nobody takes it
for an empty list.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sources.records import LookState

# A challenge is a stub. In a long page of status 200 the same words are only what somebody wrote.
_STUB = 64 * 1024
_RUISHU_STATUSES = (202, 400, 412)
_WZWS_STATUS = 493
_JSL_STATUS = 521

_BROWSER = "请用浏览器打开该网址，把网页或附件另存后用 watcher import 文件 --url 网址 导入"
_SCRIPT = "程序不执行网站的验证脚本，正文未取得；名单库保持原样"
_FIREWALL = "请求被网站防火墙拦下，正文未取得；名单库保持原样"
_PLACE = "网站只向部分地区开放，正文未取得；名单库保持原样"

_NEEDS_SCRIPT = "请开启JavaScript并刷新该页"


@dataclass(frozen=True, slots=True)
class Block:
    """A recognised wall: the state of the look, and the words for people."""

    state: LookState
    what: str
    meaning: str
    action: str = _BROWSER


_GEO = Block(
    LookState.BLOCKED_PLACE,
    "网站按访问地区拒绝了请求（GeoBL）",
    _PLACE,
    "请在中国大陆网络内运行，或" + _BROWSER.removeprefix("请"),
)
_RUISHU = Block(LookState.BLOCKED_SCRIPT, "网站要求脚本验证（瑞数）", _SCRIPT)
_JSL = Block(LookState.BLOCKED_SCRIPT, "网站要求脚本验证（加速乐）", _SCRIPT)
_EDGE = Block(LookState.BLOCKED_SCRIPT, "网站要求脚本验证（脚本写入 Cookie）", _SCRIPT)
_WZWS = Block(LookState.BLOCKED_FIREWALL, "被网站防火墙拦截（网站卫士 WZWS）", _FIREWALL)
_CYD = Block(LookState.BLOCKED_FIREWALL, "被网站防火墙拦截（创宇盾）", _FIREWALL)
_ALIYUN = Block(LookState.BLOCKED_FIREWALL, "被网站防火墙拦截（阿里云）", _FIREWALL)
_FORBIDDEN = Block(LookState.BLOCKED_FIREWALL, "网站拒绝访问（HTTP 403）", _FIREWALL)

# Looked for in this order in the stub and in the address that it redirects to.
_MARKS: tuple[tuple[bytes, Block], ...] = (
    (b"GeoBL", _GEO),
    (b"__jsl_clearance", _JSL),
    (b"/wzws-waf-cgi/", _WZWS),
    (_NEEDS_SCRIPT.encode(), _WZWS),
    (_NEEDS_SCRIPT.encode("gb18030"), _WZWS),
    (b"help.365cyd.com", _CYD),
    (b"errors.aliyun.com", _ALIYUN),
    (b"EO_Bot_Ssid", _EDGE),
    (b"_bot_sbu", _EDGE),
)


def recognise(status: int, headers: Mapping[str, str], body: bytes) -> Block | None:
    """Name the wall that answered, or None; header names in lower case. Pure."""
    cookies = headers.get("set-cookie", "")
    # Its script often spells the cookie's name letter by letter.
    scripted = b"__jsl" in body[:_STUB] or b"document.cookie" in body[:_STUB]
    if status == _JSL_STATUS and (scripted or "__jsl" in cookies or "x-via-jsl" in headers):
        return _JSL
    if status in _RUISHU_STATUSES and b"$_ts" in body:
        return _RUISHU
    if len(body) <= _STUB or status >= 400:
        stub = body[:_STUB] + b"\n" + headers.get("location", "").encode("utf-8", "replace")
        for mark, block in _MARKS:
            if mark in stub:
                return block
    if status == _WZWS_STATUS or (status == 403 and ("wzws-ray" in headers or "wzws" in cookies)):
        return _WZWS
    return _FORBIDDEN if status == 403 else None
