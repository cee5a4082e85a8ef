"""What a program reads where there is no answer: what happened, what it means, what to do; in the words of the pages."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse

MOST_BODY = 1024 * 1024
_UNCHANGED = "没有保存任何内容"
_WORDS = {
    401: ("没有有效的访问令牌", _UNCHANGED, "请在请求头中写 Authorization: Bearer 令牌；令牌在“设置”页建立，可能已到期或被撤销"),
    403: ("令牌没有这项权限", _UNCHANGED, "请用有此权限的令牌，并确认账号的角色仍足够"),
    404: ("没有这一项", "地址或编号有误，或者令牌的账号看不到它", "请对照 /api/v1/openapi.json"),
    405: ("此地址不接受这种请求", _UNCHANGED, "请对照 /api/v1/openapi.json"),
    413: ("请求超过 1 MiB 上限", _UNCHANGED, "请分几次提交"),
}
_FIELD = {"missing": "缺少", "json_invalid": "不是有效的 JSON", "extra_forbidden": "没有这个字段"}
_MOST_TOLD = 5


def is_api(path: str) -> bool:
    """Whether programs ask there."""
    return path.startswith("/api/")


def problem(status: int, words: tuple[str, str, str]) -> JSONResponse:
    """The answer for a status; `words` are those of the pages, where there are none of the API's own."""
    what, meaning, action = _WORDS.get(status, words)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"what": what, "meaning": meaning, "action": action}, status % 1000, headers)


def invalid(errors: Sequence[Any]) -> JSONResponse:
    """Which fields are wrong, never what stood in them."""
    told = "；".join(_field(one) for one in errors[:_MOST_TOLD])
    more = f"；另有 {len(errors) - _MOST_TOLD} 处" if len(errors) > _MOST_TOLD else ""
    return problem(422, (f"请求有误：{told}{more}", _UNCHANGED, "请对照 /api/v1/openapi.json"))


def _field(error: Any) -> str:
    given = ".".join(str(part) for part in error["loc"][1:])[:100] or "请求体"
    name = given.encode("utf-8", "replace").decode()  # a field's name may be half a character
    context = error.get("ctx") or {}
    if "max_length" in context:
        return f"{name} 超过 {context['max_length']} 的长度上限"
    return f"{name} {_FIELD.get(error['type'], '无效')}"
