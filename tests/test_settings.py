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


def test_a_signing_secret_may_hold_the_plus_of_base64() -> None:
    first, second = "whsec_" + "+abc" * 8, "whsec_" + "d+ef" * 8
    settings = Settings.load(
        {
            "BATON_WEBHOOK_URL": "https://one.example,https://two.example",
            "BATON_WEBHOOK_SECRET": f"{first}+{second},{second}",
            "BATON_CRM_SECRET": first,
            "BATON_SECRET_KEY": "for tests",
        }
    )
    assert settings.webhook_secret == ((first, second), (second,))
    assert settings.crm_secret == ((first,),)


@pytest.mark.parametrize("secret", ["whsec_c2hvcnQ=", "abc" * 12, "whsec_" + "?" * 40])
def test_a_signing_secret_that_cannot_be_used_is_refused_without_being_repeated(
    secret: str,
) -> None:
    with pytest.raises(SettingsError, match="24 to 64") as caught:
        Settings.load({"BATON_CRM_SECRET": secret})
    assert secret not in str(caught.value)


@pytest.mark.parametrize("name", ["SLACK_URL", "HUBSPOT_URL", "SALESFORCE_URL"])
@pytest.mark.parametrize(
    "address", ["http://hooks.example/x", "hooks.example", "http://[x", "ftp://x"]
)
def test_secrets_are_not_sent_in_the_clear(name: str, address: str) -> None:
    with pytest.raises(SettingsError, match="https://") as caught:
        Settings.load({f"BATON_{name}": address})
    assert address not in str(caught.value)


def test_salesforce_needs_who_signs_in() -> None:
    with pytest.raises(SettingsError, match="CLIENT_ID"):
        Settings.load({"BATON_SALESFORCE_URL": "https://acme.my.salesforce.com"})
