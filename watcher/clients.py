"""The HTTP clients: who we say we are, which proxy, and which TLS; one is strict, one talks to servers of another age."""

import ssl
from http.cookiejar import CookieJar
from importlib.metadata import version

import httpx

from sources.errors import UsageError
from watcher import addresses
from watcher.transfer import ACCEPTED

PRODUCT = "Watcher"  # by this name a robots.txt may speak of us
_LEGACY_SERVER_CONNECT = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on


def client(timeout: httpx.Timeout, contact: str, proxy: str | None, tls: ssl.SSLContext, cookies: CookieJar) -> httpx.Client:
    """A client that follows nothing by itself. Raises UsageError when proxy or contact cannot be used."""
    if not contact.isascii() or not contact.isprintable():
        raise UsageError("联系方式 contact 只能用英文字母、数字和符号", action="请填写邮箱或网址")
    headers = {
        # Browser-like, because the names of libraries are refused, yet it says who asks.
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"{PRODUCT}/{version('regwatch-cn')}" + (f" (+{contact})" if contact else ""),
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": ACCEPTED,
    }
    try:
        return httpx.Client(
            headers=headers,
            timeout=timeout,
            # A connection of its own for each request: with the pause between them the site has closed the old one anyway.
            limits=httpx.Limits(max_keepalive_connections=0),
            proxy=proxy,
            verify=tls,
            cookies=cookies,
            event_hooks={"response": [addresses.keep_location]},
        )
    except (ValueError, httpx.InvalidURL, ImportError) as trouble:  # ImportError: socks:// needs a further package
        raise UsageError(
            "代理地址无法使用", action="请在 HTTP_PROXY、HTTPS_PROXY、ALL_PROXY 或配置中使用 http:// 开头的代理"
        ) from trouble


def strict_tls() -> ssl.SSLContext:
    """TLS as it should be, with the authorities of SSL_CERT_FILE or SSL_CERT_DIR. Raises UsageError."""
    try:
        return httpx.create_ssl_context()
    except OSError as trouble:
        raise UsageError("SSL_CERT_FILE 或 SSL_CERT_DIR 指定的证书无法读取", action="请检查该文件") from trouble


def legacy_tls(authorities: ssl.SSLContext | None) -> ssl.SSLContext:
    """TLS for servers of another age: older handshakes and ciphers; certificate and name are verified as ever.

    The authorities are those of the given context, else those of the environment.
    """
    context = strict_tls() if authorities is None else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authorities is not None:
        context.load_verify_locations(cadata=b"".join(authorities.get_ca_certs(binary_form=True)))
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    context.options |= _LEGACY_SERVER_CONNECT
    return context
