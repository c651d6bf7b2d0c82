"""What is shipped: the wheel, the pins, the container, the scripts."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
TOOLS = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    """The pinned version of each distribution."""
    found = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"([\w.-]+)==([\w.]+)(; .+)?", line)
        assert match, f"not a pin: {line}"
        found[normal(match[1])] = match[2]
    return found


def test_the_dockerfile_has_no_fault_that_hadolint_knows():
    result = run(TOOLS / "hadolint", "Dockerfile")

    assert (result.returncode, result.stdout) == (0, "")


def test_the_ci_script_is_executable_and_well_formed():
    script = ROOT / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    assert run("bash", "-n", script).returncode == 0


def requirements() -> set[str]:
    """Return the names of everything that is installed for Viva, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    waiting = ["hatchling", "editables", *project["dependencies"], *chain(*extras)]
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = normal(requirement.name)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and name not in found:
            found.add(name)
            waiting += metadata.requires(name) or []
    return found


def test_everything_that_is_installed_is_pinned_at_that_version(pins):
    wanted = requirements()

    unpinned = wanted - pins.keys()
    differing = {name for name in wanted & pins.keys() if metadata.version(name) != pins[name]}

    assert not unpinned
    assert not differing


def test_the_wheel_holds_the_bank_the_migrations_and_the_page_but_nothing_local(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for part in ("bot", "questions"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    for part in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / part, tmp_path / part)
    (tmp_path / "questions" / "local").mkdir(exist_ok=True)
    (tmp_path / "questions" / "local" / "mine.yaml").touch()

    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "d", cwd=tmp_path)

    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "d").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        path.relative_to(tmp_path).as_posix()
        for path in (tmp_path / "bot").rglob("*")
        if path.is_file()
    } | {
        "bot/_" + path.relative_to(tmp_path).as_posix()
        for path in (tmp_path / "questions").rglob("*")
        if path.is_file() and "local" not in path.parts
    }
    assert shipped <= names
    assert not any("local" in name.split("/") for name in names)
