"""Keys are confirmed by execution, each check on its own."""

import os
import time
from pathlib import Path

import pytest

from bot.bank import load_bank
from bot.bank.check import run_checks
from bot.bank.running import CAN_FORK
from tests.unit.bank.writing import block, item, write


def _script(root: Path, text: str) -> Path:
    path = root / "checks" / "two.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return root


def _listing(source: str, output: str) -> str:
    code = "\n    language: python\n    source: " + block(source, 6)
    return item("code_output", code=code, answer=f"{{output: {output!r}}}")


@pytest.fixture(params=[True, False], ids=["forked", "started anew"])
def checked(request):
    """Run the checks of a bank, in either way."""

    def run(root: Path, **options):
        return run_checks(load_bank(root), root, fork=request.param, **options)

    return run


SCRIPTED = item("numeric", check="{kind: python, script: checks/two.py}")


def test_a_listing_that_prints_its_answer_passes(checked, tmp_path):
    source = "for i in range(2):\n    print(i, '  ')\n"
    root = write(tmp_path, _listing(source, "0\n1").replace("'0\\n1'", '"0\\n1"'))

    assert checked(root) == []


def test_a_listing_that_prints_something_else_is_a_fault_that_shows_it(checked, tmp_path):
    (fault,) = checked(write(tmp_path, _listing("print(5)", "4")))

    assert (fault.file, fault.line, fault.item) == ("maths/sums.yaml", 3, "sum-01")
    assert fault.problem == 'the listing prints "5", not the answer'


def test_a_listing_that_fails_is_a_fault_that_shows_why(checked, tmp_path):
    (fault,) = checked(write(tmp_path, _listing("print(4)\n1 / 0", "4")))

    assert fault.problem == "the listing fails: ZeroDivisionError: division by zero"


def test_a_script_is_run_in_the_banks_folder_with_the_questions_id(checked, tmp_path):
    text = "import os, sys\nassert sys.argv[1:] == ['sum-01']\nassert os.path.exists('topics.yaml')"

    assert checked(_script(write(tmp_path, _prepared(tmp_path)), text)) == []


def test_a_script_that_refutes_the_key_is_a_fault_that_shows_its_assertion(checked, tmp_path):
    root = _script(write(tmp_path, _prepared(tmp_path)), "assert 2 + 2 == 5, 'it is 4'")

    (fault,) = checked(root)

    assert fault.problem == "checks/two.py refutes the key: AssertionError: it is 4"


def test_a_script_that_says_nothing_shows_its_status(checked, tmp_path):
    (fault,) = checked(_script(write(tmp_path, _prepared(tmp_path)), "raise SystemExit(3)"))

    assert "it ends with status 3" in fault.problem


def test_scripts_may_use_numpy(checked, tmp_path):
    root = _script(
        write(tmp_path, _prepared(tmp_path)), "import numpy\nassert numpy.ones(4).sum() == 4"
    )

    assert checked(root) == []


def test_a_check_sees_nothing_of_the_bots_environment(checked, tmp_path, monkeypatch):
    monkeypatch.setenv("VIVA_TOKEN", "secret")
    text = "import os\nassert not [name for name in os.environ if 'VIVA' in name]"

    assert checked(_script(write(tmp_path, _prepared(tmp_path)), text)) == []


def test_a_check_that_runs_too_long_is_stopped_with_all_it_started(checked, tmp_path):
    text = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "open('child', 'w').write(str(child.pid))\n"
        "child.wait()\n"
    )
    root = _script(write(tmp_path, _prepared(tmp_path)), text)

    (fault,) = checked(root, timeout=1.5)

    assert fault.problem == "the check ran longer than 1.5 s"
    child = int((root / "child").read_text())
    with pytest.raises(ProcessLookupError):
        _wait_for_the_end(child)


def _wait_for_the_end(pid: int) -> None:
    """Ask for a process until it is gone, or has been ended and waits to be fetched."""
    while True:
        os.kill(pid, 0)
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX":
            raise ProcessLookupError


def test_a_check_that_prints_without_end_is_stopped(checked, tmp_path):
    (fault,) = checked(write(tmp_path, _listing("while True:\n    print('x' * 1000)", "4")))

    assert fault.problem == "the check prints without end"


def test_a_check_that_closes_its_output_and_goes_on_is_stopped(checked, tmp_path):
    text = "import os\nos.close(1)\nos.close(2)\nwhile True: pass\n"
    root = _script(write(tmp_path, _prepared(tmp_path)), text)

    (fault,) = checked(root, timeout=0.5)

    assert fault.problem.startswith("the check ran longer than 0.5 s")


def test_a_check_sees_only_what_python_itself_brings(checked, tmp_path):
    text = (
        "import os, sys\n"
        "assert sys.flags.isolated and __name__ == '__main__' and not sys.stdin.read()\n"
        "assert not [path for path in sys.path if path.endswith(('bank', 'checks'))]\n"
        "assert os.getsid(0) == os.getpid() and os.environ['HOME'] == os.getcwd()\n"
        "assert {'bot', 'bot.bank'}.isdisjoint(sys.modules)\n"
    )

    assert checked(_script(write(tmp_path, _prepared(tmp_path)), text)) == []


def test_chance_differs_from_check_to_check(checked, tmp_path):
    text = (
        "import random, sys, numpy\n"
        "drawn = random.random(), numpy.random.random(), numpy.random.default_rng().random()\n"
        "open(sys.argv[1], 'w').write(' '.join(map(str, drawn)))\n"
    )
    _prepared(tmp_path)
    others = [SCRIPTED.replace("sum-01", f"sum-0{number}") for number in (1, 2, 3)]
    root = _script(write(tmp_path, *others), text)

    assert checked(root) == []

    drawn = [(root / f"sum-0{number}").read_text().split() for number in (1, 2, 3)]
    assert all(len(set(figures)) == 3 for figures in zip(*drawn, strict=True))


def test_checks_go_on_when_a_helper_is_killed(tmp_path):
    _prepared(tmp_path)
    others = [SCRIPTED.replace("sum-01", f"sum-0{number}") for number in range(1, 6)]
    text = (
        "import os, signal, sys\n"
        "if sys.argv[1] in ('sum-01', 'sum-02') and not os.path.exists(sys.argv[1]):\n"
        "    open(sys.argv[1], 'w').close()\n"
        "    os.kill(os.getppid(), signal.SIGKILL)\n"
        "assert sys.argv[1] != 'sum-05', 'not this one'\n"
    )
    root = _script(write(tmp_path, *others), text)

    (fault,) = run_checks(load_bank(root), root, fork=True)

    assert fault.item == "sum-05"


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


@pytest.mark.skipif(not CAN_FORK, reason="Python started anew ends its check in time only")
def test_ctrl_c_ends_the_checks_that_run(tmp_path):
    quick = _listing("print(4)", "4")
    endless = quick.replace("sum-01", "sum-02").replace("print(4)", "while True: pass")
    root = write(tmp_path, quick, endless)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_checks(load_bank(root), root, interrupt, timeout=60)

    assert time.monotonic() - start < 30
