"""The audit in Chinese words: what each action is called, and what its facts count or name. Pure."""

from collections.abc import Mapping
from typing import Any

from alerts.wording import VERDICT
from watcher.accounts.visitors import Role, Scope

ACTIONS = {  # by the name that the audit keeps
    "logged in": "登录",
    "logged out": "退出登录",
    "logins ended": "让浏览器退出登录",
    "password changed": "更改密码",
    "password chosen by link": "用一次性链接设置密码",
    "account added": "添加账号",
    "account disabled": "停用账号",
    "account enabled": "启用账号",
    "role changed": "更改角色",
    "link made": "发出一次性链接",
    "token made": "建立访问令牌",
    "token revoked": "撤销访问令牌",
    "member added": "加入关注名单的成员",
    "member removed": "移出关注名单的成员",
    "portfolio added": "添加关注名单",
    "portfolio updated": "更新关注名单",
    "portfolio removed": "移除关注名单",
    "subscription added": "添加订阅",
    "subscription changed": "修改订阅",
    "subscription paused": "暂停订阅",
    "subscription resumed": "恢复订阅",
    "subscription muted": "静音订阅",
    "subscription removed": "取消订阅",
    "judgement": "研判命中",
    "judgement undone": "撤销研判",
    "import": "导入文件",
    "import refused": "拒绝导入文件",
    "conflict": "裁决矛盾",
    "correct": "更正名单库",
    "look accepted": "采纳存疑的巡查",
    "look asked": "要求立即查看来源",
    "replay": "按新规则重读来源",
    "portfolio renamed": "重命名关注名单",
    "portfolio watched": "开始持续关注",
    "screening started": "开始筛查",
    "screening done": "筛查完成",
    "screening failed": "筛查未完成",
    "uploads erased": "清除上传的文件",
    "message queued again": "重新投递一条消息",
    "messages queued again": "重新投递多条消息",
    "test mail sent": "发送测试邮件",
}
_FACTS = {
    "account": "账号",
    "portfolio": "关注名单",
    "subscription": "订阅",
    "token": "令牌",
    "logins": "浏览器数",
    "role": "角色",
    "before": "原为",
    "scopes": "用途",
    "address": "来自",
    "counterparties": "家数",
    "problems": "需留意",
    "added": "新增",
    "kept": "保留",
    "gone": "移除",
    "hits": "命中",
    "hit": "命中编号",
    "judgement": "研判编号",
    "judgements": "研判数",
    "verdict": "结论",
    "channel": "渠道",
    "of": "项目",
    "file": "文件",
    "notices": "公告数",
    "source": "来源",
    "reason": "理由",
    "as": "认定为",
    "id": "编号",
    "conflict": "矛盾",
    "state": "结果",
    "company": "企业编号",
    "notice": "公告编号",
    "why": "理由",
    "records": "记录数",
    "revision": "名单库版本",
    "upload": "上传编号",
    "files": "文件数",
    "bytes": "字节数",
    "message": "消息编号",
    "messages": "消息数",
    "outcome": "结果",
    "code": "应答码",
    "series": "名单",
    "what": "更正内容",
    "sha256": "SHA-256",
}
_ROLES = {one.value: one.words for one in Role}
_SCOPES = {one.value: one.words for one in Scope}
Named = Mapping[str, Mapping[int, str]]  # by what and number, the names of what there still is


def action_words(action: str) -> str:
    """The action in words."""
    return ACTIONS.get(action, action)


def fact_words(facts: Mapping[str, Any], named: Named) -> list[tuple[str, str]]:
    """(what, words) of each fact."""
    return [(_FACTS.get(key, key), _value(key, value, named)) for key, value in facts.items()]


def _value(key: str, value: Any, named: Named) -> str:
    if isinstance(value, list):
        return "、".join(_SCOPES.get(str(one), str(one)) for one in value)
    if key in named and isinstance(value, int):
        name = named[key].get(value)
        return f"{name}（编号 {value}）" if name else f"编号 {value}"
    if key == "channel":
        return {"mail": "邮件"}.get(str(value), str(value))
    if key == "verdict":
        return VERDICT.get(str(value), str(value))
    return _ROLES.get(str(value), str(value)) if key in ("role", "before") else str(value)
