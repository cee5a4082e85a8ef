"""Messages are written for whoever stands before a terminal; on a page the same advice names pages and buttons. Pure."""

import re

_LISTS = {
    "conflicts": "待裁决",
    "hits": "命中",
    "outbox": "发件箱",
    "register": "名单库",
    "sources": "来源",
    "subscriptions": "订阅与投递",
    "users": "设置",
}
_LIST = re.compile(rf"用 watcher ({'|'.join(_LISTS)}) (?:list|lists|show) ?")
_WORDS = tuple(
    (re.compile(said), shown)
    for said, shown in (
        (r"用 watcher import( 文件)?( --url [^ ，；。]+)?( --source 来源编号)? ?导入", "在“公告”页点“导入网页或附件”上传"),
        (r"后用 watcher conflicts accept 或 reject 裁决", "后采纳或驳回"),
        (r"用 watcher conflicts reject 了结", "驳回"),
        (r"用 --as 写明，如 --as 疑似失联空壳；与监管名单无关的，请用 reject", "写明是什么名单；与监管名单无关的，请驳回"),
        (r"去掉 --as", "不要写明是什么名单"),
        (r"执行 watcher outbox retry 编号", "点“重发”"),
        (r"（watcher outbox list、watcher outbox test 地址）", "，也可在“发件箱”页发一封测试邮件"),
        (r"确认 watcher run 或 serve ", "确认程序"),
        (r"用 watcher collect (来源编号|\S+) (立即查看|立即巡查一次|巡查)", "在来源的页面点“立即查看”"),
        (r"见 watcher alarms 或网页“来源”", "见“来源”页"),
        (r"用 watcher sources accept 来源编号 确认", "在该来源的页面确认"),
        (r"请写入 watcher\.toml 的 \[sources\.来源编号\] url", "请维护者在配置中改正"),
        (r"，并用 watcher doctor 检查", "，并请维护者检查"),
        (r"用 watcher doctor 检查", "请维护者检查"),
        (r"请(请维护者检查)", r"\1"),
        (r"逐份更正：watcher register correct … --series 名单 --not-listed", "请维护者逐份更正"),
        (r"(可|在命令行)用 --name-column 指明(该列)?", "在预览页选择名称列"),
        (r"用 --encoding 指明编码（[^（）]*）", "在预览页选择编码"),
        (r"（命令行[^（）]*）|（--source）", ""),
        (r"\b(?:viewer|reviewer|admin)（([^（）]+)）", r"\1"),
        (r"请设置 WATCHER_", "请维护者设置 WATCHER_"),
    )
)


def on_page(text: str) -> str:
    """The text with pages and buttons in the place of commands and their options."""
    text = _LIST.sub(lambda found: f"在“{_LISTS[found[1]]}”页", text)
    for said, shown in _WORDS:
        text = said.sub(shown, text)
    return text
