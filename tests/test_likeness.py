import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.names.likeness import looks_alike, sounds_alike, taken_for
from sources.names.rarity import commonness


@pytest.mark.parametrize(
    "pair", ["金今", "鑫欣", "盛胜", "晟胜", "宏鸿", "汇慧", "重虫", "重中", "长常", "长章", "乐悦"]
)
def test_characters_with_a_common_reading_sound_alike_whatever_their_tones(pair: str) -> None:
    assert sounds_alike(*pair)


@pytest.mark.parametrize("pair", ["金银", "鑫森", "大小", "华夏", "A金", "鑫1"])
def test_characters_without_a_common_reading_do_not_sound_alike(pair: str) -> None:
    assert not sounds_alike(*pair)


@pytest.mark.parametrize(
    "pair", ["未末", "土士", "己已", "天夭", "洋祥", "优犹", "清请", "理埋", "检捡", "盛盏", "泽译"]
)
def test_characters_of_nearly_the_same_strokes_look_alike(pair: str) -> None:
    assert looks_alike(*pair)


_CLASSIC = (
    *(
        "汩汨",
        "己已巳",
        "戊戌戍",
        "未末",
        "土士",
        "日曰",
        "人入",
        "千干于",
        "刀力",
        "天夭",
        "王玉",
        "大太犬",
        "兔免",
        "乌鸟",
    ),
    *(
        "侯候",
        "治冶",
        "折拆析",
        "崇祟",
        "毫亳",
        "汆氽",
        "晴睛",
        "复夏",
        "炙灸",
        "赢嬴羸",
        "壶壸",
        "茶荼",
        "粟栗",
        "盲肓",
    ),
    *("冼洗", "刺剌", "钩钓", "博搏膊", "辨辩辫瓣", "拔拨", "戈弋", "徒徙", "雎睢", "舂春", "肆肄", "臾叟"),
)


@pytest.mark.parametrize("group", _CLASSIC)
def test_the_pairs_that_schoolbooks_warn_of_look_alike(group: str) -> None:
    assert all(looks_alike(a, b) for a in group for b in group)
    assert all(b in taken_for(a) for a in group for b in group if a != b)


@pytest.mark.parametrize("pair", ["金盛", "鑫宏", "大源", "华达", "A未", "1一"])
def test_characters_of_other_strokes_do_not_look_alike(pair: str) -> None:
    assert not looks_alike(*pair)


_CHARACTERS = st.sampled_from("金鑫盛晟宏鸿汇华达未末天夭洋祥A1(") | st.characters()


@given(_CHARACTERS, _CHARACTERS)
def test_likeness_is_mutual_and_everything_is_like_itself(a: str, b: str) -> None:
    assert sounds_alike(a, b) == sounds_alike(b, a)
    assert looks_alike(a, b) == looks_alike(b, a)
    assert sounds_alike(a, a)
    assert looks_alike(a, a)


def test_of_the_commonest_characters_few_pairs_are_alike() -> None:
    common = "华达天金鑫盛源兴宏德泰恒丰瑞信安康福海新东方大中国正和顺利通博文明星光龙凤云山水林木石玉宝贵"
    pairs = [(a, b) for at, a in enumerate(common) for b in common[:at]]
    assert sum(looks_alike(*pair) for pair in pairs) < len(pairs) / 30
    assert sum(sounds_alike(*pair) for pair in pairs) < len(pairs) / 60


def test_a_trade_name_of_common_characters_tells_less_than_one_of_rare_ones() -> None:
    assert commonness("") == 1
    assert commonness("华达") > commonness("金鑫") > commonness("金鑫澄") >= commonness("澄岫") == 0
