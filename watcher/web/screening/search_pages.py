"""The search box: one name or one code, screened at once against the register as it stands."""

import re
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from alerts.facts import facts_by_company
from sources.names.codes import CodeReading, CodeState, read_code
from store.database import reading
from watcher.covered import covered
from watcher.desk import Desk
from watcher.screening.index import screen
from watcher.screening.listed import ALGORITHM, LONGEST_NAME, Candidate, Counterparty
from watcher.screening.records import unreadable
from watcher.web.screening.asked import GRADES
from watcher.web.visit import Viewing, Visit

router = APIRouter()

_SIGN = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]"
_CODE = re.compile(  # what somebody meant as a code, wherever it stands; a long word has no digits
    f"(?<!{_SIGN})(?=(?:[A-Za-zＡ-Ｚａ-ｚ]*[0-9０-９]){{4}}){_SIGN}{{15,20}}(?!{_SIGN})"
)
_CODE_LABEL = re.compile("(?:统一)?(?:社会)?信用代码[:：]?|[（(【\\[][）)】\\]]")  # and the brackets that the code stood in
_NAME_LABEL = re.compile("^(?:企业|公司|单位|客户)?(?:名称|全称)[:：]")
_BETWEEN = " ,，、;；:：|/"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: a name, a code as read (absent where there is none), or why it is neither."""

    name: str
    code: CodeReading
    refused: str = ""


@router.get("/search")
def search(visit: Viewing, q: str = "") -> Response:
    """The form, and the answer where something was asked."""
    text = " ".join("".join(one if one.isprintable() else " " for one in q[: LONGEST_NAME * 2]).split())
    question = asked(text)
    found: list[tuple[Candidate, tuple[object, ...]]] = []
    with reading(visit.desk.engine) as session:
        if text and not question.refused:
            found = _found(session, visit.desk, visit, question)
        cover = covered(session, visit.desk)
    return visit.page(
        "screening/search.html",
        text=text,
        question=question,
        found=found,
        trust=visit.trust(cover),
        revision=cover.revision,
        algorithm=ALGORITHM,
        grades=GRADES,
    )


def asked(text: str) -> Question:
    """A name, a code, or both, as they were copied from somewhere: with labels, in brackets, with nothing between them."""
    printed = _CODE.search(text)
    code = read_code(printed[0]) if printed else CodeReading(CodeState.ABSENT)
    name = text
    if printed and code.state is not CodeState.ABSENT:
        name = _CODE_LABEL.sub("", text.replace(printed[0], " ")).strip(_BETWEEN)
    name = _NAME_LABEL.sub("", name).strip()
    why = unreadable(name) if name or not code.value else ""
    if printed and not name and not code.value:
        why = code.note or "信用代码不可用"
    return Question(name, code, why if not code.value else "")


def _found(
    session: Session, desk: Desk, visit: Visit, question: Question
) -> list[tuple[Candidate, tuple[object, ...]]]:
    index = desk.shelf.register(session)
    candidates = screen(index, Counterparty(1, question.name, question.code.value))
    facts = facts_by_company(session, visit.today, [one.listed.id for one in candidates])
    return [(one, tuple(facts[one.listed.id])) for one in candidates if one.listed.id in facts]
