"""/api/v1 over real sockets: who may ask what with which token, and that every answer is as it is described."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from dalian_lists import ABNORMAL, CODE, QINGYU, SONGYAN, SUSPECTED, YUNLING, FileNotices, notice, watch
from pages import Pages, pages
from store.accounts import account_named
from store.database import writing
from store.tables.accounts import AccessToken, Account
from watcher.accounts.keys import TOKEN, key_hash, new_key
from watcher.accounts.visitors import Role, Scope
from watcher.desk import Desk
from watcher.web.rooms import ACCESS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

ASKED = {"names": [{"name": YUNLING}]}


@pytest.fixture
def site(desk: Desk, put: FileNotices, clock: Any) -> Iterator[Pages]:
    put(notice(SUSPECTED, "2023-05-10", (YUNLING, CODE), QINGYU), notice(SUSPECTED, "2023-07-22", declared=18))
    clock.forward(hours=1)
    put(notice(ABNORMAL, "2023-07-18", (YUNLING, CODE), SONGYAN))
    watch(desk, clock, YUNLING, "沈阳清平机械制造有限公司")
    with pages(desk, clock) as site:
        yield site


def token(site: Pages, *scopes: Scope, role: Role = Role.REVIEWER, name: str = "甲", **facts: Any) -> str:
    """A token of somebody with this role."""
    site.login(role, name)
    key = new_key(TOKEN)
    with writing(site.desk.engine) as session:
        account = account_named(session, name)
        assert account is not None
        row = AccessToken(account_id=account.id or 0, name="接口", secret_hash=key_hash(key), scopes=[*scopes], added_at=site.clock())
        session.add(row.sqlmodel_update(facts))
    return key


def caller(site: Pages, key: str = "") -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=f"{site.address}/api/v1", headers=headers, trust_env=False, timeout=60)


def fits(value: Any, schema: dict[str, Any], every: dict[str, Any], where: str = "") -> list[str]:
    """Where a value is not what the description says; that of a part is looked up among all."""
    if "$ref" in schema:
        return fits(value, every[schema["$ref"].rpartition("/")[2]], every, where)
    if "anyOf" in schema:
        tried = [fits(value, one, every, where) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    kinds = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    kind = schema.get("type")
    if kind and not isinstance(value, kinds[kind]):
        return [f"{where} is no {kind}"]
    if isinstance(value, list):
        return [wrong for at, one in enumerate(value) for wrong in fits(one, schema["items"], every, f"{where}[{at}]")]
    if isinstance(value, dict):
        parts, more = schema.get("properties", {}), schema.get("additionalProperties", False)
        wrong = [f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        wrong += [f"{where}.{name} is unknown" for name in value if name not in parts and more is False]
        return wrong + [bad for name, part in parts.items() if name in value for bad in fits(value[name], part, every, f"{where}.{name}")]
    return []


def test_every_answer_is_as_the_description_says(site: Pages) -> None:
    with caller(site) as anybody:
        described = anybody.get("/openapi.json").json()
    assert {f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods} == {
        route for route, access in ACCESS.items() if isinstance(access, Scope)
    }, "the API is described, the pages are not"
    with caller(site, token(site, *Scope)) as client:
        site.show(1, name="甲")
        company = client.get("/register/companies", params={"q": YUNLING}).json()["companies"][0]["id"]
        asked = ["/register/companies?q=云岭", f"/register/companies/{company}", "/register/listings?limit=1", "/hits", "/events", "/sources"]
        answers = {path: client.get(path) for path in asked} | {"/screenings": client.post("/screenings", json=ASKED)}
        for path, answer in answers.items():
            assert answer.status_code == 200, answer.text
            known = path.partition("?")[0].replace(company, "{id}")
            operation = next(iter(described["paths"][f"/api/v1{known}"].values()))
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert fits(answer.json(), schema, described["components"]["schemas"], known) == []
            assert operation["security"] and operation["summary"]
        wrong = client.get("/hits?portfolio=x").json()
        assert fits(wrong, {"$ref": "/Problem"}, described["components"]["schemas"]) == []
    assert fits({"next": "x"}, {"$ref": "/Hits"}, described["components"]["schemas"]) == [".hits is missing", ".next is no integer"]


def test_a_token_opens_what_its_scopes_say_for_as_long_as_it_is_good(site: Pages, clock: Callable[[], Any]) -> None:
    routes = {route: access for route, access in ACCESS.items() if isinstance(access, Scope)}
    for held in Scope:
        with caller(site, token(site, held)) as client:
            for route, needed in routes.items():
                method, path = route.split(" ")
                answer = client.request(method, path.removeprefix("/api/v1").replace("{id}", "987654"), json={} if method == "POST" else None)
                assert (answer.status_code == 403) == (needed is not held), f"{route} with {held}"
    viewer = token(site, Scope.SCREEN, role=Role.VIEWER, name="乙")
    bad = {
        "revoked": token(site, *Scope, revoked_at=clock()),
        "ended": token(site, *Scope, ends_at=clock() - timedelta(seconds=1)),
        "unknown": TOKEN + "x" * 43,
        "of one who left": token(site, *Scope, name="丙"),
        "none": "",
    }
    with writing(site.desk.engine) as session:
        left: Account | None = account_named(session, "丙")
        assert left is not None
        left.active = False
    for why, key in bad.items():
        with caller(site, key) as client:
            answer = client.get("/sources")
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), why
            assert "令牌" in answer.json()["what"]
    with caller(site, viewer) as client:
        assert client.post("/screenings", json=ASKED).status_code == 403, "who may not screen has no token that may"
    with site.client(Role.ADMIN) as browser:
        assert browser.get("/api/v1/sources").status_code == 401, "a browser's login is no token"


def test_names_are_screened_with_reasons_listings_and_what_is_not_covered(site: Pages) -> None:
    names = [
        {"name": "云岭商业保理(大连)有限公司", "uscc": CODE},
        {"name": "大连青屿保理有限公司"},
        {"name": "沈阳清平机械制造有限公司", "uscc": "91210200MA0QC3Y43X"},
        {"name": "", "uscc": ""},
        {"name": "云" * 250},
        {"name": "\0"},
    ]
    with caller(site, token(site, Scope.SCREEN)) as client:
        answer = client.post("/screenings", json={"names": names}).json()
        first, second, third, *rest = answer["results"]
        assert [one["grade"] for one in answer["results"]] == ["match", "review", "clear", *["unscreened"] * 3]
        (candidate,) = first["candidates"]
        assert (candidate["score"], candidate["company"]["code"]) == (100, CODE)
        assert {one["status"] for one in candidate["listings"]} == {"列为疑似", "列为非正常经营"}
        assert second["candidates"][0]["reason"] and second["candidates"][0]["decides"]
        assert third["problems"] and rest[1]["problems"] == ["名称有 250 个字符，超过 200 个上限，未筛查"]
        assert answer["uncovered"]["complete"] is False and answer["uncovered"]["gaps"][0]["missing"] == 18
        before = client.post("/screenings", json={"names": names[:1], "as_of": "2023-05-01"}).json()
        assert before["results"][0]["grade"] == "clear", "nobody listed it by then"


def test_the_register_and_the_events_are_read_page_by_page(site: Pages, clock: Callable[[], Any]) -> None:
    with caller(site, token(site, Scope.REGISTER, Scope.EVENTS)) as client:
        found = client.get("/register/companies", params={"q": "云岭", "known_at": "2023-07-20T09:30"}).json()
        assert [one["series"] for one in found["companies"][0]["listings"]] == [SUSPECTED.key], "the other was not known"
        whole = client.get("/register/listings").json()
        assert whole["total"] == 4 and whole["next"] is None
        pages_: list[list[Any]] = []
        after = None
        while after is not None or not pages_:
            page = client.get("/register/listings", params={"limit": 3} | ({"after": after} if after else {})).json()
            pages_.append(page["listings"])
            after = page["next"]
        assert [len(one) for one in pages_] == [3, 1] and [*pages_[0], *pages_[1]] == whole["listings"]
        assert client.get("/register/listings?status=suspected").json()["total"] == 2
        assert whole["uncovered"]["empty"] is False
        for unknown in ("place=上海", "series=dalian/x", "kind=x"):
            nothing = client.get(f"/register/listings?{unknown}").json()["uncovered"]
            assert (nothing["complete"], nothing["empty"]) == (False, True), "no list was compared"
        assert client.get("/register/companies/987654").status_code == 404
        every = client.get("/events").json()["events"]
        one = client.get("/events?limit=1").json()
        assert [event["id"] for event in every] == [one["events"][0]["id"], *(
            event["id"] for event in client.get("/events", params={"after": one["next"]}).json()["events"]
        )]
        assert client.get("/events", params={"since": (clock() + timedelta(hours=1)).isoformat()}).json()["events"] == []
        assert client.get("/events?after=nothing").status_code == 404


def test_hits_are_those_of_portfolios_that_the_account_sees(site: Pages) -> None:
    with caller(site, token(site, Scope.HITS)) as client, caller(site, token(site, Scope.HITS, name="乙")) as other:
        site.show(1, name="甲")
        (hit,) = client.get("/hits").json()["hits"]
        assert (hit["counterparty"]["name"], hit["company"]["name"], hit["grade"]) == (YUNLING, YUNLING, "match")
        assert client.get("/hits?portfolio=1&state=todo").json()["hits"] == [hit] and hit["judgement"] is None
        assert client.get(f"/hits?after={hit['id']}").json() == {"hits": [], "next": None}
        assert other.get("/hits").json()["hits"] == [] and other.get("/hits?portfolio=1").status_code == 404


def test_a_program_judges_as_a_person_does_and_only_what_its_account_sees(site: Pages) -> None:
    with caller(site, token(site, Scope.HITS, Scope.JUDGE)) as client, caller(site, token(site, Scope.JUDGE, name="乙")) as other:
        site.show(1, name="甲")
        assert other.post("/hits/1/judgement", json={"verdict": "same"}).status_code == 404
        unreasoned = client.post("/hits/1/judgement", json={"verdict": "different"})
        assert (unreasoned.status_code, unreasoned.json()["what"]) == (422, "研判为不同企业须选择理由")
        made = client.post("/hits/1/judgement", json={"verdict": "different", "reason": "place", "note": "注册地不同", "seen": 0}).json()
        assert (made["verdict"], made["who"]) == ("different", "甲（令牌 接口）")
        again = client.post("/hits/1/judgement", json={"verdict": "same", "seen": 0})
        assert (again.status_code, "甲（令牌 接口）已于" in again.json()["what"]) == (409, True)
        assert client.get("/hits?state=judged").json()["hits"][0]["judgement"] == made
        assert [client.get(f"/hits?state={state}").json()["hits"] for state in ("todo", "reopened", "unsure")] == [[], [], []]


def test_what_makes_no_sense_is_answered_in_words(site: Pages) -> None:
    many, long = {"names": [{"name": "甲"}] * 1001}, {"names": [{"name": "甲" * 301}]}
    with caller(site, token(site, *Scope)) as client:
        bodies = [many, long, {}, {"names": []}, {"names": "x"}, {"names": [{"nmae": "甲"}]}, {"names": [{"name": 5}]}, [], None]
        answers = [client.post("/screenings", json=body) for body in bodies]
        raw = [b"", b"{", b'{"names":[{"name":"\\ud800"}]}', b'{"names":[{"\\ud800":"x"}]}', b"\xff", b"[" * 100_000 + b"]" * 100_000]
        answers += [client.post("/screenings", content=body, headers={"Content-Type": "application/json"}) for body in raw]
        answers += [client.get(f"/hits?{query}") for query in ("portfolio=x", f"portfolio={2**63}", "grade=x", "limit=501", "after=-1")]
        answers += [client.get(f"/register/listings?{query}") for query in ("as_of=x", "known_at=9999-12-31", "standing=x", "status=x", "asof=2023-01-01")]
        answers += [client.get("/register/companies?q=%20"), client.get("/events?snice=2023-07-20"), client.get("/hits?grad=match")]
        for answer in answers:
            assert answer.status_code in (400, 422) and "请求有误" in answer.json()["what"], answer.request.content[:80]
        assert client.get("/register/companies?q=%00").json()["companies"] == []
        large = client.post("/screenings", content=b" " * (1024 * 1024 + 1))
        assert (large.status_code, large.json()["what"]) == (413, "请求超过 1 MiB 上限")
        assert client.get("/nothing").json()["what"] == "没有这一项"
        assert client.post("/hits").status_code == 405
        foreign = client.post("/screenings", json=ASKED, headers={"Sec-Fetch-Site": "cross-site"})
        assert (foreign.status_code, "其他网站" in foreign.json()["what"]) == (403, True)
