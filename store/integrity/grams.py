"""By what parts of their names companies are found: every pair of characters, and no others."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col

from store.integrity.streams import columns, rows
from store.search import grams
from store.tables.register import CompanyName
from store.tables.search import NameGram

_AT_ONCE = 5_000


def gram_faults(session: Session) -> Iterator[str]:
    """Companies that search does not find by every part of their names, or finds by what is no part of them.

    For each company one number is kept: the sum over the pairs that should be there less the sum over those that are.
    """
    balance: defaultdict[int, int] = defaultdict(int)
    names = columns(CompanyName.number, CompanyName.identity_key).order_by(col(CompanyName.number))
    for company, several in groupby(rows(session, names), key=itemgetter(0)):
        balance[company] = sum(map(hash, set().union(*(grams(key) for _, key in several))))
    for gram, number in rows(session, columns(NameGram.gram, NameGram.company)):
        balance[number] -= hash(gram)
    for number, rest in balance.items():
        if rest:
            yield f"company 第 {number} 号：按部分名称查找会有遗漏或多出"
