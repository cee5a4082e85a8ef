"""Answers as regulators' sites give them on a bad day: walls, redirects, broken transfers, wrong charsets, wrong pages.

`SWITCHES` turns a good answer into each of them; `relaid` gives it the look that the site takes on overnight.
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from watcher.demo.replica import Answer, Ending, Switch

_GB_META = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'


def html(text: str, status: int = 200) -> Answer:
    """A page in UTF-8 that says so."""
    return Answer(text.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def gbk_under_utf8(text: str) -> Answer:
    """A GB page (it says gb2312 in its meta tag) under a header that says UTF-8."""
    return Answer((_GB_META + text).encode("gb18030"), 200, {"Content-Type": "text/html; charset=UTF-8"})


def zipped(text: str) -> Answer:
    """A page that comes compressed, asked for or not."""
    return Answer(gzip.compress(text.encode()), 200, {"Content-Encoding": "gzip"})


def redirect(url: str, status: int = 302, cookie: str | None = None) -> Answer:
    """A redirect, which may set a cookie."""
    return Answer(b"", status, {"Location": url} | ({"Set-Cookie": cookie} if cookie else {}))


def slow(seconds: float, body: bytes = b"") -> Answer:
    """Nothing for `seconds`, then the body."""
    return Answer(body, delay=seconds)


def dripping(seconds: float, body: bytes) -> Answer:
    """One byte every `seconds`: no read timeout ever ends it."""
    return Answer(body, pace=seconds)


def reset(body: bytes) -> Answer:
    """Half the body, then the connection is reset."""
    return Answer(body, ending=Ending.RESET)


def cut(body: bytes) -> Answer:
    """Half the body under the Content-Length of the whole, then a silent end."""
    return Answer(body, ending=Ending.CUT)


def busy(status: int = 503, retry_after: str | None = None) -> Answer:
    """The site is overloaded, and may say when to come again."""
    return Answer("系统繁忙，请稍后再试".encode(), status, {"Retry-After": retry_after} if retry_after else {})


def ruishu(status: int = 412) -> Answer:
    """瑞数: a stub of obfuscated script that must set a cookie before the page is shown."""
    stub = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="9DhefwqGPrzGxEp9hPaoag" content="{qqBsnX!o" r="m">'
        '<script type="text/javascript" r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=74032;$_ts.cd="qEyxrrAlW";'
        'if($_ts.lcd)$_ts.lcd();</script><script type="text/javascript" charset="iso-8859-1" '
        'src="/4QbVtADbnLVIc/d.FxJzG50F.e2f6a1f.js" r="m"></script></head><body></body></html>'
    )
    return Answer(stub.encode(), status, {"Set-Cookie": "5t4gZyTvLtOJO=60Jx9Vq1mX; Path=/; HttpOnly"})


def jsl() -> Answer:
    """加速乐: status 521 and a script that computes the clearance cookie."""
    stub = "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+'_clearance_s=1700000000.123|-1|abc%3D;max-age=3600';location.href=location.pathname+location.search</script>"
    headers = {
        "X-Via-JSL": "f1a2b3c,-",
        "Set-Cookie": "__jsluid_s=0123456789abcdef; max-age=31536000; path=/; HttpOnly",
    }
    return Answer(stub.encode(), 521, headers)


def wzws(status: int = 200) -> Answer:
    """网站卫士: a page that asks for JavaScript and leads to /wzws-waf-cgi/."""
    stub = (
        "<html><head><noscript><h1><strong>请开启JavaScript并刷新该页.</strong></h1></noscript>"
        '<script>eval(function(p,a,c,k,e,d){return p}("/wzws-waf-cgi/?wzwschallenge=1",0,0))</script></head></html>'
    )
    return Answer(
        stub.encode(), status, {"WZWS-RAY": "1234-1700000000.123-s12", "Set-Cookie": "wzws_sessionid=oGVK; Path=/"}
    )


def chuangyudun() -> Answer:
    """创宇盾: the stub that sends to the vendor's error page."""
    stub = '<script>location.href="https://help.365cyd.com/cyd-error-help.html?code=403&host="+location.host</script>'
    return Answer(stub.encode(), 403)


def forbidden() -> Answer:
    """A firewall that says no more than 403."""
    return Answer(b"<html><head><title>403 Forbidden</title></head><body>openresty</body></html>", 403)


def geo_block() -> Answer:
    """网站卫士 refuses the country."""
    return Answer(
        b"<html><body>Access denied. reason:GeoBL</body></html>", 403, {"WZWS-RAY": "1234-1700000000.123-s12"}
    )


def bomb(size: int) -> Answer:
    """A small body that unpacks to `size` bytes."""
    return Answer(gzip.compress(bytes(size)), 200, {"Content-Encoding": "gzip"})


def half(good: Answer) -> Answer:
    """Half the body as if it were the whole: the site's own cache was cut."""
    return replace(good, body=good.body[: len(good.body) // 2])


def stub() -> Answer:
    """A page of a list that was never made: some hundred bytes and no row."""
    return html('<html><head><meta charset="utf-8"><title></title></head><body><ul></ul></body></html>' + " " * 260)


def tiny() -> Answer:
    """What an interface says to parameters that it does not know: 54 bytes."""
    return Answer(b"<datastore><recordset></recordset></datastore>".ljust(54), 200, {"Content-Type": "text/xml"})


def home() -> Answer:
    """The site's front page, as sites under load serve it for any other."""
    links = "".join(f'<li><a href="/c{number}/">栏目{number}</a></li>' for number in range(8))
    return html(f"<html><head><title>某市门户网站</title></head><body><ul>{links}</ul></body></html>")


def unfilled() -> Answer:
    """The shell that a browser's script would fill."""
    body = '<div id="zoom" ng-bind-html="doc.docClob">{{doc.docClob}}</div>'
    return html(f"<html><head><title>{{{{doc.docTitle}}}}</title></head><body ng-app='app'><h1>{{{{doc.docTitle}}}}</h1>{body}</body></html>")


def failed() -> Answer:
    """An interface that failed, with status 200."""
    return Answer('{"rptCode": 500, "success": false, "message": "系统异常", "msg": "系统异常", "data": null}'.encode())


def relaid(good: Answer) -> Answer:
    """The same content in another layout: other classes, elements and names of fields, no standard meta tags."""
    kind = good.headers.get("Content-Type", "").partition(";")[0]
    if kind not in ("text/html", "application/json", "text/xml", "application/xml"):
        return good
    text = good.body.decode()
    if kind == "application/json":
        return replace(good, body=re.sub(r'"(\w+)":', r'"new_\1":', text).encode())
    for old, new in _OTHER_LAYOUT:
        text = re.sub(old, new, text)
    return replace(good, body=text.encode())


_OTHER_LAYOUT = (
    (r"(?s)<!--.*?-->", ""),
    (r"<meta name=[^>]*>", ""),
    (r"""\b(class|id)=(["'])""", r"\1=\2new-"),
    (r"<(/?)li\b", r"<\1article"),
    (r"<(/?)record\b", r"<\1item"),
    (r"createPageHTML|queryData|DETAIL|SID|site/label/8888|totalRecord|nextgroup", "renewed"),
)

SWITCHES: Mapping[str, Switch] = MappingProxyType(
    {
        "瑞数 412": lambda good: ruishu(),
        "瑞数 202": lambda good: ruishu(202),
        "加速乐": lambda good: jsl(),
        "网站卫士": lambda good: wzws(),
        "创宇盾": lambda good: chuangyudun(),
        "forbidden": lambda good: forbidden(),
        "other countries": lambda good: geo_block(),
        "busy": lambda good: busy(),
        "gone": lambda good: Answer(b"<h1>404</h1>", 404),
        "moved to another site": lambda good: redirect("https://elsewhere.example/"),
        "cut": lambda good: cut(good.body),
        "reset": lambda good: reset(good.body),
        "slow": lambda good: replace(good, delay=60.0),
        "dripping": lambda good: dripping(0.2, good.body),
        "half": half,
        "nothing": lambda good: replace(good, body=b""),
        "stub": lambda good: stub(),
        "54 bytes": lambda good: tiny(),
        "front page": lambda good: home(),
        "unfilled shell": lambda good: unfilled(),
        "failed interface": lambda good: failed(),
        "another layout": relaid,
    }
)
