"""The operator's settings: environment variables and `.env`, checked all at once at start-up."""

from __future__ import annotations

import base64
import binascii
import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

PREFIX = "VIVA_"
ENV_FILE = Path(".env")

_TEST_PREFIX = "VIVA_TEST_"
_PACKAGE = Path(__file__).resolve().parent
_WHERE_TOKENS_ARE = (
    "get it from the Discord developer portal > your application > Bot > Reset Token"
)
_NOT_TOKENS = {
    r"(bot|bearer)\s.*": "has a word before the token (give the token alone)",
    r"\d{15,20}": "is the application's id, not its bot's token",
    r"[0-9a-f]{64}": "is the application's public key, not its bot's token",
    r"[\w-]{32}": "looks like the application's client secret, not its bot's token",
}
"""What people paste instead of a token, and what to tell them."""
_MENDS = {
    "token": _WHERE_TOKENS_ARE,
    "database": "set it to a path such as data/viva.db; Viva makes the directory",
    "questions": "set it to the bank's directory, or leave it out for the shipped bank",
    "log_level": "set it to DEBUG, INFO, WARNING or ERROR",
    "health_port": "set it to a free port from 1 to 65535, or to 0 to turn the endpoint off",
    "cache": "set it to a directory, which Viva makes, or to off",
    "pictures": "set it to dark or light",
    "shard_count": "set it to a number from 1, or leave it out for Discord's recommendation",
}


def shipped_questions() -> Path:
    """Return the directory of the bank that came with Viva: in the wheel, or in the checkout."""
    installed = _PACKAGE / "_questions"
    return installed if installed.is_dir() else _PACKAGE.parent / "questions"


def default_cache() -> Path | None:
    """Return the user's directory for caches; None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "viva"
    except RuntimeError:
        return None


def _cache(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return None if value.casefold() == "off" else Path(value).expanduser()
    except RuntimeError as error:
        raise ValueError(f"names a home that is not known ({value})") from error


def _check_token(secret: SecretStr) -> SecretStr:
    token = secret.get_secret_value()
    problem = _token_problem(token)
    if problem:
        raise ValueError(problem)
    return secret


def _token_problem(token: str) -> str:
    """Return what is evidently wrong with the token, without a letter of it; empty if nothing."""
    for pattern, problem in _NOT_TOKENS.items():
        if re.fullmatch(pattern, token, re.IGNORECASE):
            return problem
    if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token):
        return "is not a bot token (one has three parts joined by dots)"
    if not _encodes_an_id(token.partition(".")[0]):
        return "is not a bot token (the part before its first dot encodes no application id)"
    return ""


def _encodes_an_id(part: str) -> bool:
    try:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return False
    return decoded.isdigit()


def _check_database(path: Path) -> Path:
    if re.match(r"\w[\w+]+:/", str(path)):
        raise ValueError("is a URL, but Viva keeps its data in one SQLite file")
    if path.is_dir():
        raise ValueError("is a directory, not a file")
    return path


def _check_questions(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"names no directory ({path})")
    return path


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


ThemeName = Literal["dark", "light"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """What the operator may set; each field is the variable `VIVA_<FIELD>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )

    token: Annotated[SecretStr, AfterValidator(_check_token)] | None = None
    """The bot's token; only `viva run` needs one."""
    database: Annotated[Path, AfterValidator(_check_database)] = Path("data/viva.db")
    """The SQLite file; its directory is made when missing."""
    questions: Annotated[Path, AfterValidator(_check_questions)] = Field(
        default_factory=shipped_questions
    )
    """The directory of the question bank."""
    cache: Annotated[Path | None, BeforeValidator(_cache)] = Field(default_factory=default_cache)
    """The directory for what loading the bank found, safe to delete; None keeps nothing."""
    pictures: Annotated[ThemeName, BeforeValidator(_lower)] = "dark"
    """The theme of pictures that everyone sees, and for whoever chose none."""
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = "INFO"
    health_port: Annotated[int, Field(ge=0, le=65535)] = 8099
    """The port on 127.0.0.1 for /health and /metrics; 0 turns it off."""
    shard_count: Annotated[int, Field(ge=1)] | None = None
    """How many shards to start; left out, Discord's recommendation is taken."""


def load_settings(env_file: Path | None = ENV_FILE, *, need_token: bool = False) -> Settings:
    """Read the settings from the environment, and from `env_file` where it is silent.

    Args:
        env_file: a file of `NAME=value` lines; need not exist.
        need_token: whether to read `VIVA_TOKEN`, and call it a fault when it is missing.

    Raises:
        SettingsError: something is wrong; the message lists every fault.
    """
    given = _given(env_file)
    faults: list[str] = []
    settings = None
    try:
        # Whoever needs no token does not get it, nor stumbles over it.
        settings = Settings(_env_file=env_file, **({} if need_token else {"token": None}))
    except ValidationError as error:
        faults += [_fault(detail, given, env_file) for detail in error.errors()]
    if need_token and not given.get("VIVA_TOKEN"):
        faults.insert(0, f"VIVA_TOKEN is missing; {_WHERE_TOKENS_ARE}, and put it into {env_file}")
    if settings is None or faults:
        faults += unknown_variables(env_file)
        raise SettingsError(_listed(faults))
    return settings


def unknown_variables(env_file: Path | None = ENV_FILE) -> list[str]:
    """Return a sentence for each `VIVA_` variable that is set and that Viva does not know."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    unknown = (name for name in sorted(_given(env_file)) if name not in known)
    return [_unknown(name, known) for name in unknown if not name.startswith(_TEST_PREFIX)]


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    return f"{name} is not a setting of Viva: {hint}"


def _given(env_file: Path | None) -> dict[str, str]:
    """Return the `VIVA_` variables as given; the environment wins over the file."""
    merged: dict[str, str | None] = {**_from_file(env_file), **os.environ}
    upper = {name.upper(): value or "" for name, value in merged.items()}
    return {name: value for name, value in upper.items() if name.startswith(PREFIX)}


def _from_file(env_file: Path | None) -> Mapping[str, str | None]:
    if env_file is None:
        return {}
    try:
        return dotenv_values(env_file)
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        raise SettingsError(_listed([f"{env_file} cannot be read: {reason}"])) from error


def _fault(detail: ErrorDetails, given: Mapping[str, str], env_file: Path | None) -> str:
    field = str(detail["loc"][0])
    name = PREFIX + field.upper()
    if detail["type"] == "value_error":
        problem = str(detail["ctx"]["error"])
    else:
        problem = f"is {given[name]!r}"
    return f"{name} {problem}; {_MENDS[field]}{_source(name, given, env_file)}"


def _source(name: str, given: Mapping[str, str], env_file: Path | None) -> str:
    if name not in given:
        return ""
    in_environment = any(key.upper() == name for key in os.environ)
    return " (it is set in the environment)" if in_environment else f" (it is set in {env_file})"


def _listed(faults: list[str]) -> str:
    count = len(faults)
    lines = "\n".join(f"  {fault}" for fault in faults)
    return f"{count} thing{'s' * (count != 1)} to mend in Viva's settings:\n{lines}"
