"""Keys are confirmed by execution, each check on its own."""

import os
from pathlib import Path

import pytest

from bot.bank import load_bank
from bot.bank.check import run_checks
from tests.unit.bank.writing import block, item, write


def _script(root: Path, text: str) -> Path:
    path = root / "checks" / "two.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return root


def _listing(source: str, output: str) -> str:
    code = "\n    language: python\n    source: " + block(source, 6)
    return item("code_output", code=code, answer=f"{{output: {output!r}}}")


def _checked(root: Path, **options):
    return run_checks(load_bank(root), root, **options)


SCRIPTED = item("numeric", check="{kind: python, script: checks/two.py}")


def test_a_listing_that_prints_its_answer_passes(tmp_path):
    source = "for i in range(2):\n    print(i, '  ')\n"
    root = write(tmp_path, _listing(source, "0\n1").replace("'0\\n1'", '"0\\n1"'))

    assert _checked(root) == []


def test_a_listing_that_prints_something_else_is_a_fault_that_shows_it(tmp_path):
    (fault,) = _checked(write(tmp_path, _listing("print(5)", "4")))

    assert (fault.file, fault.line, fault.item) == ("maths/sums.yaml", 3, "sum-01")
    assert fault.problem == 'the listing prints "5", not the answer (E050)'


def test_a_listing_that_fails_is_a_fault_that_shows_why(tmp_path):
    (fault,) = _checked(write(tmp_path, _listing("print(4)\n1 / 0", "4")))

    assert fault.problem == "the listing fails: ZeroDivisionError: division by zero (E050)"


def test_a_script_is_run_in_the_banks_folder_with_the_questions_id(tmp_path):
    text = "import os, sys\nassert sys.argv[1:] == ['sum-01']\nassert os.path.exists('topics.yaml')"

    assert _checked(_script(write(tmp_path, _prepared(tmp_path)), text)) == []


def test_a_script_that_refutes_the_key_is_a_fault_that_shows_its_assertion(tmp_path):
    root = _script(write(tmp_path, _prepared(tmp_path)), "assert 2 + 2 == 5, 'it is 4'")

    (fault,) = _checked(root)

    assert fault.problem == "checks/two.py refutes the key: AssertionError: it is 4 (E050)"


def test_a_script_that_says_nothing_shows_its_status(tmp_path):
    (fault,) = _checked(_script(write(tmp_path, _prepared(tmp_path)), "raise SystemExit(3)"))

    assert "it ends with status 3" in fault.problem


def test_scripts_may_use_numpy(tmp_path):
    root = _script(
        write(tmp_path, _prepared(tmp_path)), "import numpy\nassert numpy.ones(4).sum() == 4"
    )

    assert _checked(root) == []


def test_a_check_sees_nothing_of_the_bots_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("VIVA_TOKEN", "secret")
    text = "import os\nassert not [name for name in os.environ if 'VIVA' in name]"

    assert _checked(_script(write(tmp_path, _prepared(tmp_path)), text)) == []


def test_a_check_that_runs_too_long_is_stopped_with_all_it_started(tmp_path):
    text = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "open('child', 'w').write(str(child.pid))\n"
        "child.wait()\n"
    )
    root = _script(write(tmp_path, _prepared(tmp_path)), text)

    (fault,) = _checked(root, timeout=1.5)

    assert fault.problem == "the check ran longer than 1.5 s (E050)"
    child = int((root / "child").read_text())
    with pytest.raises(ProcessLookupError):
        _wait_for_the_end(child)


def _wait_for_the_end(pid: int) -> None:
    """Ask for a process until it is gone, or has been ended and waits to be fetched."""
    while True:
        os.kill(pid, 0)
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX":
            raise ProcessLookupError


def test_a_check_that_prints_without_end_is_stopped(tmp_path):
    (fault,) = _checked(write(tmp_path, _listing("while True:\n    print('x' * 1000)", "4")))

    assert fault.problem == "the check prints without end (E050)"


def test_progress_is_told_after_each_check_and_ids_can_be_chosen(tmp_path):
    root = write(tmp_path, item("code_output"), item("code_output", "sum-02"), item(id_="sum-03"))
    told: list[tuple[int, int]] = []

    run_checks(load_bank(root), root, lambda done, total: told.append((done, total)))
    run_checks(
        load_bank(root), root, lambda done, total: told.append((done, total)), only=["sum-02"]
    )

    assert told == [(1, 2), (2, 2), (1, 1)]


def _prepared(root: Path) -> str:
    """Return the item that names the script, with the script in place so that it loads."""
    _script(root, "")
    return SCRIPTED
