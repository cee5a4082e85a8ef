"""What each alarm means for the user's data, and what to do about it."""

from collections.abc import Collection
from dataclasses import dataclass

from alerts.operations import Alarm
from alerts.wording import in_shanghai, look_state
from sources.records import LookState
from store.alarms import Kind
from store.tables.alarms import AlarmRow


@dataclass(frozen=True, slots=True)
class Words:
    """What one kind of alarm is about (the label of a mail), what it means, what to do, and what is said when it is over."""

    about: str
    meaning: str
    action: str
    over: str


_IMPORT = "请用浏览器打开公告，另存网页和附件后用 watcher import 文件 --url 网址 导入"
_BLIND = "名单库保持原样；在恢复之前，该来源的新公告我们看不到，“没有消息”不代表“没有新列入”。"
_HELD = "公告已经看到，但内容存疑，暂未采用；名单库保持原样，裁决之前存疑的名单不参与比对。"
WORDS = {
    Kind.DISK: Words(
        "运行",
        "磁盘写满后巡查和投递都会停下；已保存的数据不受影响。",
        "请腾出空间，或把 WATCHER_HOME 移到更大的磁盘。",
        "磁盘空间已足够",
    ),
    Kind.CLOCK: Words(
        "运行",
        "这段时间里记录的先后、巡查和投递的时刻可能有误。",
        "请核对本机时间和时区（如启用 NTP），并用 watcher doctor 检查。",
        "时钟已恢复正常",
    ),
    Kind.REFUSED: Words(
        "消息",
        "收件人没有收到这些消息，可能不知道有新列入。",
        "用 watcher outbox list 查看原因，改正地址或邮件服务器后执行 watcher outbox retry 编号。",
        "已没有被拒收的消息",
    ),
    Kind.STUCK: Words(
        "消息",
        "消息仍在发件箱中，没有丢失，恢复后会自动发出。",
        "请检查邮件服务器和网络（watcher outbox list、watcher outbox test 地址）。",
        "消息已能发出",
    ),
    Kind.UNVISITED: Words(
        "来源",
        _BLIND,
        "请确认 watcher run 或 serve 正常运行，查看日志；也可用 watcher collect 来源编号 立即查看。",
        "已查看",
    ),
    Kind.LOOK: Words("来源", _BLIND, "", "又能正常查看"),  # what to do is in the words of the look
    Kind.EMPTY: Words(
        "来源",
        "网站可能改版或撤下了公告；名单库保持原样。",
        "请打开该来源的网页核对；栏目移走的，在 watcher.toml 中写明新的网址。",
        "又读到了公告",
    ),
    Kind.NAMES_MISSING: Words(
        "名单",
        "这份名单的企业不在名单库中，无命中不等于不在名单上。",
        f"{_IMPORT}；存疑的用 watcher conflicts list 裁决。",
        "名单已取得，或已由人工裁决",
    ),
    Kind.QUIET: Words(
        "来源",
        "不一定有错：也可能确实没有新公告，或公告改在别处发布。",
        "请打开该来源的网页核对是否有未读到的新公告。",
        "又有了新公告",
    ),
}
_DECIDE = "用 watcher conflicts list 查看，对照公告后用 watcher conflicts accept 或 reject 裁决。"

_BEGAN = {Kind.LOOK: "最近一次成功", Kind.UNVISITED: "最近一次查看", Kind.EMPTY: "最近一次查看"}  # what the time of an alarm says
_WATCHED_NO_MORE = "已不再监测此来源"


def alarm(turned: str, row: AlarmRow, *, telling: str, watched: Collection[str]) -> Alarm:
    """The row as it is told; `telling` tells one telling from another, `watched` are the ids of the sources."""
    kind = Kind(row.kind)
    words = WORDS[kind]
    over = turned == "closed"
    ended = words.over if words.about != "来源" or row.subject in watched else _WATCHED_NO_MORE
    look, held = kind is Kind.LOOK, row.state == LookState.QUARANTINED
    return Alarm(
        id=f"alarm {kind} {row.subject} {telling}",
        turned=turned,
        title=row.title,
        words=ended if over else row.words,
        meaning="" if over else _HELD if look and held else words.meaning,
        action="" if over else _DECIDE if look and held else words.action,
        since="" if row.since is None or (over and kind is not Kind.STUCK) else in_shanghai(row.since),
        about=words.about,
        brief="" if over or not look else look_state(row.state),
        began=_BEGAN.get(kind, "自"),
    )
