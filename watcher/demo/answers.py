"""Answers as regulators' sites give them on a bad day: walls, redirects, broken transfers, wrong charsets."""

import gzip

from watcher.demo.replica import Answer, Ending

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
