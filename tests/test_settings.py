from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import ROOT, SETTINGS, Settings

KEY = {"BATON_SECRET_KEY": "k"}


def test_defaults_are_usable() -> None:
    settings = Settings.load(KEY)
    assert settings.port == 8000
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.knowledge == ROOT / "knowledge"
    assert settings.database_url == f"sqlite:///{ROOT}/var/baton.db"


def test_table_and_class_are_one() -> None:
    assert [s.name for s in SETTINGS] == [f.name for f in dataclasses.fields(Settings)]


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("BATON_PORT", "eight", "a whole number 0 to 65535"),
        ("BATON_PORT", "70000", "a whole number 0 to 65535"),
        ("BATON_WORKER", "maybe", "yes or no"),
        ("BATON_DATABASE_URL", "mysql://x", "sqlite:/// or postgresql://"),
        ("BATON_SMTP_URL", "http://mail", "smtp://"),
        ("BATON_WEBHOOK_URL", "https://a.example,https://b.example", "one for each of the 2"),
        ("BATON_KNOWLEGE", "x", "BATON_KNOWLEDGE"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({**KEY, variable: value})
    assert expected in str(caught.value)
    assert "BATON_" in str(caught.value)


def test_a_secret_value_never_stands_in_an_error() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({**KEY, "BATON_DATABASE_URL": "mysql://user:hunter2@host/db"})
    assert "hunter2" not in str(caught.value)


def test_without_a_key_one_is_made_and_kept(tmp_path: Path) -> None:
    environ = {"BATON_VAR": str(tmp_path / "var")}
    first, second = Settings.load(environ), Settings.load(environ)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert ((tmp_path / "var" / "secret_key").stat().st_mode & 0o777) == 0o600
