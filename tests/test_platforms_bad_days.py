"""Whatever a site does on a bad day, at its list, at a further page or at a notice: no look ends as if nothing had happened."""

import pytest

from family_sites import SITES, digest, look, opened
from sources.records import LookState
from watcher.demo.answers import SWITCHES

PATIENT = ("slow", "dripping")  # they cost their whole time
BRISK = {name: switch for name, switch in SWITCHES.items() if name not in PATIENT}
STATES = {
    "瑞数 412": LookState.BLOCKED_SCRIPT,
    "瑞数 202": LookState.BLOCKED_SCRIPT,
    "加速乐": LookState.BLOCKED_SCRIPT,
    "网站卫士": LookState.BLOCKED_FIREWALL,
    "创宇盾": LookState.BLOCKED_FIREWALL,
    "forbidden": LookState.BLOCKED_FIREWALL,
    "other countries": LookState.BLOCKED_PLACE,
    "busy": LookState.UNREACHABLE,
    "gone": LookState.GONE,
    "moved to another site": LookState.WRONG_PAGE,
    "cut": LookState.UNREACHABLE,
    "reset": LookState.UNREACHABLE,
    "stub": LookState.WRONG_PAGE,
    "54 bytes": LookState.WRONG_PAGE,
    "front page": LookState.WRONG_PAGE,
    "unfilled shell": LookState.WRONG_PAGE,
}
# The page of each site's list behind the first, and that of a notice, as the log of a good look counts them.
FURTHER = {"anhui": 2, "csrc": 1, "gkmlpt": 2, "igs": 1, "jpaas": 2, "jpage": 1, "nfra_live": 1, "nfra_static": 1, "plain": 1, "trs": 1}
NOTICE = {"anhui": 3, "csrc": 2, "gkmlpt": 3, "gov": 1, "igs": 2, "jpaas": 3, "jpage": 2, "nfra_live": 2, "nfra_static": 2, "plain": 2, "trs": 2}


@pytest.mark.parametrize("family", SITES)
def test_a_list_on_a_bad_day_ends_in_its_own_state_and_gives_no_notice(family: str) -> None:
    with opened(family) as (replica, fetcher):
        for name, switch in BRISK.items():
            replica.switches = {SITES[family].start: switch}
            notices, error = look(family, fetcher)
            assert error is not None, name
            assert notices == [], name
            assert error.state is STATES.get(name, error.state), (name, str(error))


@pytest.mark.parametrize("name", PATIENT)
@pytest.mark.parametrize("family", ["trs", "plain"])  # over http, over https
def test_a_site_that_takes_for_ever_is_given_up(family: str, name: str) -> None:
    with opened(family, read_timeout=0.4, deadline=1.0) as (replica, fetcher):
        replica.switches = {SITES[family].start: SWITCHES[name]}
        notices, error = look(family, fetcher)
    assert notices == []
    assert error is not None
    assert error.state is LookState.UNREACHABLE


@pytest.mark.parametrize("family", FURTHER)
def test_a_further_page_on_a_bad_day_leaves_the_notices_of_the_first_and_is_told(family: str) -> None:
    with opened(family) as (replica, fetcher):
        whole, _ = look(family, fetcher)
        second = replica.log[FURTHER[family]].url
        for name, switch in BRISK.items():
            replica.switches = {second: switch}
            notices, error = look(family, fetcher)
            assert error is not None, name
            assert 0 < len(notices) < len(whole) or family == "gkmlpt", name  # its second page holds nothing wanted
            assert error.state is STATES.get(name, error.state), (name, str(error))


@pytest.mark.parametrize("family", NOTICE)
def test_a_notice_on_a_bad_day_does_not_hide_the_others_and_is_told(family: str) -> None:
    with opened(family) as (replica, fetcher):
        whole = [digest(one) for one in look(family, fetcher)[0]]
        first = replica.log[NOTICE[family]].url
        for name, switch in BRISK.items():
            replica.switches = {first: switch}
            notices, error = look(family, fetcher)
            assert error is not None, name
            assert [digest(one) for one in notices] == whole[1:], name
            assert error.state is STATES.get(name, error.state), (name, str(error))


@pytest.mark.parametrize("family", SITES)
def test_a_site_that_changes_its_layout_overnight_is_noticed_and_read_again_when_it_changes_back(family: str) -> None:
    with opened(family) as (replica, fetcher):
        before, error = look(family, fetcher)
        assert error is None
        replica.switches = {SITES[family].host: SWITCHES["another layout"]}
        notices, error = look(family, fetcher)
        assert (notices, error and error.state) in [([], LookState.WRONG_PAGE), ([], LookState.FAILED)]
        replica.switches = {}
        assert look(family, fetcher) == (before, None)


@pytest.mark.parametrize("family", [name for name, site in SITES.items() if site.start.startswith("https")])
def test_a_certificate_of_another_host_ends_a_look_as_tls(family: str) -> None:
    with opened(family) as (replica, fetcher):
        replica.misnamed = {SITES[family].host}
        notices, error = look(family, fetcher)
    assert notices == []
    assert error is not None
    assert error.state is LookState.TLS
