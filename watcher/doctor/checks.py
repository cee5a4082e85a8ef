"""All checks, from the ground up: each with what it means and what to do when something is wrong."""

from collections.abc import Callable, Iterator

from sqlmodel import Session

from store.database import reading
from store.integrity import database, grams, history, keys, mentions, notices, packed, rows, told, values
from watcher.doctor import news, surroundings
from watcher.doctor.examination import Case, Check

_RESTORE = "请停止所有 watcher 进程，保留现在的数据目录，用最近一次完好的备份恢复，再执行 watcher collect"
_REPORT = "请保留数据目录的一份副本，并把 watcher doctor --json 的输出交给维护者；确认之前请以监管机构的原文为准"


def _of_rows(*looks: Callable[[Session], Iterator[str]]) -> Callable[[Case], Iterator[str]]:
    """Looks at the rows, in one consistent state of them."""

    def whole(case: Case) -> Iterator[str]:
        with reading(case.engine) as session:
            for look in looks:
                yield from look(session)

    return whole


CHECKS = (
    Check(
        "file",
        "数据库文件",
        surroundings.file,
        "损坏之处的数据可能读不出来；其余部分仍可读取，证据文件不受影响",
        _RESTORE,
    ),
    Check(
        "schema",
        "数据库结构",
        _of_rows(database.schema_faults),
        "程序可能读错或写不进数据",
        "版本较旧的，下一条其他命令会自动升级；其他情况请换用建立该数据库的程序版本，或用备份恢复",
    ),
    Check(
        "references",
        "记录之间的引用",
        _of_rows(database.reference_faults),
        "有的记录指向不存在的记录，相关企业或公告可能显示不全",
        _RESTORE,
    ),
    Check(
        "evidence",
        "证据文件",
        surroundings.evidence,
        "所列记录仍可查询和筛查，但其原始网页或附件已无法出示",
        "请从备份中取回 evidence 文件夹里的这些文件；没有备份的，再次执行 watcher collect 会重新取得仍在网上的文件",
    ),
    Check(
        "packed",
        "各期名单的内容",
        _of_rows(packed.packed_faults),
        "所列各期名单读不出来，补录或更正同一名单时会出错；已在列的企业不受影响",
        _RESTORE,
    ),
    Check(
        "history",
        "名单库与各期名单一致",
        _of_rows(history.history_faults),
        "所列企业的在列情况与公布的名单不符，筛查结果可能有误",
        _REPORT,
        slow=True,
    ),
    Check(
        "stays",
        "同一名单不重复在列",
        _of_rows(rows.stay_faults),
        "所列企业会被计算两次",
        _REPORT,
    ),
    Check(
        "intervals",
        "起止时间",
        _of_rows(rows.interval_faults, rows.moment_faults),
        "按日期查询（--as-of、--known-at）时，所列记录会缺失",
        _REPORT,
    ),
    Check(
        "events",
        "变更事件与名单库一致",
        _of_rows(told.event_faults),
        "可能有提醒没有发出，或发出了两次",
        "请用 watcher events 和 watcher register show 核对所列企业；" + _REPORT,
    ),
    Check(
        "names",
        "企业的名称与代码",
        _of_rows(keys.name_faults),
        "所列企业可能查不到，或被当成另一家",
        _REPORT,
        slow=True,
    ),
    Check(
        "notices",
        "公告的编号与内容",
        _of_rows(notices.notice_faults, notices.waiting_faults),
        "同一公告可能被当成两份，或更正不被发现",
        _REPORT,
        slow=True,
    ),
    Check(
        "rows",
        "名单各行的校验值",
        _of_rows(keys.row_faults),
        "所列各行的文字可能已被改动，请与证据核对",
        _RESTORE,
        slow=True,
    ),
    Check(
        "traces",
        "在列记录的出处",
        _of_rows(mentions.trace_faults),
        "所列记录的证据不是其公告的，出示时可能张冠李戴",
        _REPORT,
    ),
    Check(
        "values",
        "各字段的取值",
        _of_rows(values.value_faults, keys.series_faults),
        "所列记录可能显示有误，或使命令中断",
        _RESTORE,
    ),
    Check(
        "search",
        "按部分名称查找",
        _of_rows(grams.gram_faults),
        "所列企业用全称或代码能查到，用部分名称可能查不到；筛查不受影响",
        _REPORT,
        slow=True,
    ),
    Check(
        "hits",
        "命中与筛查",
        _of_rows(rows.hit_faults),
        "所列命中说不清依据的是哪一次筛查",
        "请移除相关的关注名单后重新添加",
    ),
    Check(
        "said",
        "提醒的内容",
        news.said,
        "所列内容可能已被改动，尚未发出的提醒会照改动后的写",
        _RESTORE,
        slow=True,
    ),
    Check(
        "clock",
        "时钟",
        surroundings.clock,
        "记录的时间先后不可靠，--known-at 的结果会有出入",
        "请核对本机时间和时区设置（如启用 NTP）；记错的时间会随时间推移而不再影响新的记录",
    ),
    Check(
        "schedule",
        "巡查计划",
        surroundings.schedule,
        "所列来源长期不会被自动巡查",
        "请核对本机时间后，用 watcher collect 来源编号 立即巡查一次，计划即恢复正常",
    ),
    Check(
        "folder",
        "数据目录的权限",
        surroundings.folder,
        "不可写的，新的内容无法保存；他人可读的，关注名单可能泄露",
        "请执行 chmod 700 数据目录，并确认其所有者是运行 watcher 的用户",
    ),
    Check(
        "disk",
        "磁盘空间",
        surroundings.disk,
        "磁盘写满后巡查会失败；已保存的数据不受影响",
        "请腾出空间，或把 WATCHER_HOME 移到更大的磁盘",
    ),
    Check(
        "index",
        "筛查索引",
        surroundings.index,
        "筛查会变慢或失败；索引可以重建，数据不受影响",
        "请更正权限，或删除数据目录下的 index 文件夹，它会自动重建",
    ),
)
