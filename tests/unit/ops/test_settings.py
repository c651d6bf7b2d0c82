"""Settings: what is read, what is refused, and how it is told."""

import base64
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import (
    Settings,
    default_cache,
    load_settings,
    shipped_questions,
    unknown_variables,
)

TOKEN = (
    base64.urlsafe_b64encode(b"123456789012345678").decode().rstrip("=") + ".Gabcde.x-" + "y" * 30
)


pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def env_file(tmp_path):
    return tmp_path / ".env"


def faults_of(**kwargs) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(**kwargs)
    return str(caught.value)


def test_without_any_setting_the_defaults_hold():
    settings = load_settings()

    assert settings == Settings(
        token=None,
        database=Path("data/viva.db"),
        questions=shipped_questions(),
        cache=default_cache(),
        log_level="INFO",
        health_port=8099,
        shard_count=None,
    )


def test_the_shipped_bank_of_a_checkout_is_its_questions_directory():
    assert shipped_questions() == Path(__file__).parents[3] / "questions"


def test_settings_come_from_the_file(env_file):
    env_file.write_text(f'VIVA_TOKEN="{TOKEN}"\nVIVA_LOG_LEVEL=debug\nOTHER=1\n', encoding="utf-8")

    settings = load_settings(need_token=True)

    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.log_level == "DEBUG"


def test_the_environment_wins_over_the_file(env_file, monkeypatch):
    env_file.write_text("VIVA_HEALTH_PORT=1000\n", encoding="utf-8")
    monkeypatch.setenv("VIVA_HEALTH_PORT", "2000")

    assert load_settings().health_port == 2000


def test_an_empty_variable_counts_as_left_out(env_file):
    env_file.write_text("VIVA_TOKEN=\nVIVA_SHARD_COUNT=\n", encoding="utf-8")

    settings = load_settings()

    assert settings.token is None
    assert settings.shard_count is None


def test_the_example_file_holds_every_setting_at_its_default(env_file):
    example = Path(__file__).parents[3] / ".env.example"
    lines = example.read_text(encoding="utf-8").splitlines()
    given = [line.lstrip("#") for line in lines if line.lstrip("#").startswith("VIVA_")]
    env_file.write_text("\n".join(given), encoding="utf-8")
    (env_file.parent / "questions").mkdir()

    settings = load_settings()

    assert len(given) == len(Settings.model_fields)
    left_out = {"questions": shipped_questions(), "shard_count": None, "cache": default_cache()}
    assert settings.model_copy(update=left_out) == Settings()
    assert settings.cache == Path.home() / ".cache" / "viva"


@pytest.mark.parametrize(
    ("value", "cache"),
    [("off", None), ("OFF", None), ("kept", Path("kept")), ("~/kept", Path.home() / "kept")],
)
def test_the_cache_can_be_moved_or_turned_off(monkeypatch, value, cache):
    monkeypatch.setenv("VIVA_CACHE", value)

    assert load_settings().cache == cache


def test_the_cache_lies_where_the_user_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    moved = load_settings().cache
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")

    assert moved == tmp_path / "viva"
    assert load_settings().cache == Path.home() / ".cache" / "viva"


def test_a_cache_in_an_unknown_home_is_a_fault_that_names_it(monkeypatch):
    monkeypatch.setenv("VIVA_CACHE", "~nobody-by-that-name/kept")

    with pytest.raises(SettingsError, match="VIVA_CACHE names a home that is not known"):
        load_settings()


def test_a_missing_token_says_where_to_get_one_only_when_one_is_needed():
    text = faults_of(need_token=True)

    assert load_settings().token is None
    assert "VIVA_TOKEN is missing" in text
    assert "developer portal > your application > Bot > Reset Token" in text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("hunter2", "three parts joined by dots"),
        ("secret..parts", "three parts joined by dots"),
        (f"Bot {TOKEN}", "has a word before the token"),
        ("123456789012345678", "application's id"),
        ("ab" * 32, "public key"),
        ("A1-_" * 8, "client secret"),
        ("abc.def.ghi", "encodes no application id"),
        ("a.bcd.efg", "encodes no application id"),
    ],
)
def test_what_is_evidently_no_token_is_said_so_without_repeating_it(monkeypatch, given, told):
    monkeypatch.setenv("VIVA_TOKEN", given)

    text = faults_of(need_token=True)

    assert told in text
    assert given not in text


def test_whoever_needs_no_token_neither_gets_it_nor_stumbles_over_it(monkeypatch):
    monkeypatch.setenv("VIVA_TOKEN", "hunter2")

    assert load_settings().token is None


def test_the_token_does_not_show_in_the_settings_text():
    assert TOKEN not in repr(Settings(token=TOKEN))


def test_all_faults_are_listed_at_once_each_with_its_variable_and_mend(monkeypatch, env_file):
    env_file.write_text("VIVA_HEALTH_PORT=70000\nVIVA_SHARD_COUNT=0\n", encoding="utf-8")
    monkeypatch.setenv("VIVA_LOG_LEVEL", "loud")
    monkeypatch.setenv("VIVA_QUESTIONS", "nowhere")
    monkeypatch.setenv("VIVA_DATABASE", "postgresql://host/viva")
    monkeypatch.setenv("VIVA_DATABSE", "x")

    text = faults_of(need_token=True)

    assert text.splitlines()[0] == "7 things to mend in Viva's settings:"
    for part in (
        "VIVA_TOKEN is missing",
        "VIVA_DATABASE is a URL",
        "VIVA_QUESTIONS names no directory (nowhere)",
        "VIVA_LOG_LEVEL is 'loud'; set it to DEBUG, INFO, WARNING or ERROR (it is set in the env",
        "VIVA_HEALTH_PORT is '70000'; set it to a free port",
        "VIVA_SHARD_COUNT is '0'",
        "VIVA_DATABSE is not a setting of Viva: did you mean VIVA_DATABASE?",
    ):
        assert part in text
    assert f"(it is set in {Path('.env')})" in text


def test_a_database_that_is_a_directory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("VIVA_DATABASE", str(tmp_path))

    assert "VIVA_DATABASE is a directory" in faults_of()


def test_a_file_that_is_not_text_is_told_plainly(env_file):
    env_file.write_bytes(b"VIVA_TOKEN=\xff\xfe\n")

    assert ".env cannot be read: is not UTF-8 text" in faults_of()


def test_an_unknown_variable_is_told_with_the_nearest_name(monkeypatch):
    monkeypatch.setenv("VIVA_TOKN", "x")
    monkeypatch.setenv("VIVA_ZZZ", "x")
    monkeypatch.setenv("VIVA_TEST_RECORDING", "x")

    told = unknown_variables()

    assert told[0] == "VIVA_TOKN is not a setting of Viva: did you mean VIVA_TOKEN?"
    assert told[1].startswith("VIVA_ZZZ is not a setting of Viva: known are VIVA_TOKEN, ")
    assert len(told) == 2


def test_an_unknown_variable_alone_is_no_fault(monkeypatch):
    monkeypatch.setenv("VIVA_TOKN", "x")

    assert load_settings().token is None
