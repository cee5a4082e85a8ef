"""Settings are checked at the start, and a wrong key is named."""

from pathlib import Path

import pytest

from sources.errors import UsageError
from watcher.config import load


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.database.startswith("sqlite:///")
    assert settings.smtp_url == ""


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "watcher.toml").write_text('mail_from = "a@example.com"\nlook_every_hours = 6\n', encoding="utf-8")
    settings = load({"WATCHER_MAIL_FROM": "b@example.com"}, tmp_path)
    assert (settings.mail_from, settings.look_every_hours) == ("b@example.com", 6)


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"WATCHER_LOOK_EVERY_HOURS": "0"}, "WATCHER_LOOK_EVERY_HOURS"),
        ({"WATCHER_LOOK_EVERY_HOURS": "0.0001"}, "WATCHER_LOOK_EVERY_HOURS"),
        ({"WATCHER_LOOK_EVERY_HOURS": "daily"}, "WATCHER_LOOK_EVERY_HOURS"),
        ({"WATCHER_MAIL_FROM": "nobody"}, "WATCHER_MAIL_FROM"),
        ({"WATCHER_MAIL_FROM": "watcher@"}, "WATCHER_MAIL_FROM"),
        ({"WATCHER_MAIL_FROM": "watcher@监测.cn"}, "WATCHER_MAIL_FROM"),
        ({"WATCHER_LOOK_EVERY_HOURS": "nan"}, "WATCHER_LOOK_EVERY_HOURS"),
        ({"WATCHER_LOOK_HOURS": "20:00-08:00"}, "look_hours"),
        ({"WATCHER_SOURCES": '{dalian_factoring = {every = "12"}}'}, r"sources\.dalian_factoring\.every"),
        ({"WATCHER_SOURCES": '{dalian_factoring = {cron = "0 9 * *"}}'}, r"sources\.dalian_factoring\.cron"),
        ({"WATCHER_SOURCES": '{dalian_factoring = {cron = "0 3 * * *", hours = "08:00-20:00"}}'}, r"dalian_factoring\.cron"),
        ({"WATCHER_SMPT_URL": "smtp://mail"}, "WATCHER_SMPT_URL"),
        *(
            ({"WATCHER_SOURCES": f'{{xiamen_notices = {{url = "{url}"}}}}'}, r"sources\.xiamen_notices\.url")
            for url in ("ftp://a.cn/", "http://", "http://[::1", "http://a.cn:x/", "http://a.cn:99999/", "http://a..cn/")
        ),
        ({"WATCHER_SMTP_URL": "http://user:secret@mail"}, "WATCHER_SMTP_URL"),
        ({"WATCHER_PUBLIC_URL": "watcher.example.com"}, "WATCHER_PUBLIC_URL"),
        ({"WATCHER_PUBLIC_URL": "javascript://watcher.example.com"}, "WATCHER_PUBLIC_URL"),
        ({"WATCHER_PUBLIC_URL": "https://watcher.example.com/under/a/path"}, "WATCHER_PUBLIC_URL"),
        ({"WATCHER_PUBLIC_URL": "https://watcher.example.com>\r\nBcc: x@y.cn"}, "WATCHER_PUBLIC_URL"),
        ({"WATCHER_PUBLIC_URL": "https://watcher.example.com:99999"}, "WATCHER_PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], key: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=key):
        load(environment, tmp_path)


def test_the_public_address_is_kept_without_its_last_slash(tmp_path: Path) -> None:
    assert load({"WATCHER_PUBLIC_URL": "http://10.0.0.5:8000/"}, tmp_path).public_url == "http://10.0.0.5:8000"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "watcher.toml").write_text("home = ", encoding="utf-8")
    with pytest.raises(UsageError, match=r"watcher\.toml"):
        load({}, tmp_path)


def test_a_wrong_mail_server_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load({"WATCHER_SMTP_URL": "http://user:secret@mail"}, tmp_path)
    assert "secret" not in str(caught.value)


def test_the_sender_may_have_a_name_which_is_no_part_of_the_message_id(tmp_path: Path) -> None:
    assert load({"WATCHER_MAIL_FROM": "名单监测 <watcher@example.com>"}, tmp_path).mail_domain == "example.com"
