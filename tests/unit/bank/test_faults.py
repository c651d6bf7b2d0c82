"""What a bank's faults say, and where they point."""

import os
from pathlib import Path

import pytest

from bot.bank import load_bank
from bot.errors import BankError
from tests.unit.bank.writing import (
    COMMON,
    KEYS,
    OPTIONS,
    block,
    faults,
    item,
    line_of,
    only_fault,
    write,
    write_text,
)

LONG_LINE = "print(1)  # " + "x" * 60
OPEN_TEXT = KEYS["open"]

FIELDS = [
    ({"level": "boss"}, "level:", "`level` is boss", "junior, senior, staff"),
    ({"level": "senoir"}, "level:", "`level` is senoir", "did you mean senior?"),
    ({"type": "singel"}, "type:", "which Viva does not know", "did you mean single?"),
    ({"type": "poll"}, "type:", "which Viva does not know", "write one of single"),
    (
        {"difficulty": "6"},
        "difficulty:",
        "`difficulty` is 6, but it must be at most 5",
        "very hard",
    ),
    ({"difficulty": "0"}, "difficulty:", "must be at least 1", "very easy"),
    ({"difficulty": '"3"'}, "difficulty:", "but a whole number belongs here", "without quotes"),
    ({"difficulty": "2.5"}, "difficulty:", "but a whole number belongs here", "digits"),
    ({"stem": "yes"}, "stem:", "`stem` is yes without quotes", 'stem: "yes"'),
    ({"stem": "1:30"}, "stem:", "which YAML may read as something else", 'stem: "1:30"'),
    ({"stem": "0123"}, "stem:", "which YAML may read as something else", 'stem: "0123"'),
    ({"stem": "1_000"}, "stem:", "which YAML may read as something else", 'stem: "1_000"'),
    ({"stem": "2026-11-22"}, "stem:", "which is read as a date", 'stem: "2026-11-22"'),
    ({"stem": "2026-13-40"}, "stem:", "which YAML may read", 'stem: "2026-13-40"'),
    ({"stem": "42"}, "stem:", "which is read as a number", 'stem: "42"'),
    ({"stem": "4.2"}, "stem:", "which is read as a number", 'stem: "4.2"'),
    ({"stem": "true"}, "stem:", "which is read as true or false", 'stem: "true"'),
    ({"stem": "[a, b]"}, "stem:", "`stem` is a list, but text belongs here", "write text"),
    ({"stem": "{a: b}"}, "stem:", "is a mapping of keys, but text", "write text"),
    ({"stem": "~"}, "stem:", "`stem` has no value", "remove the key"),
    ({"stem": '"  "'}, "stem:", "`stem` is empty", "write it"),
    ({"stem": "x" * 901}, "stem:", "has 901 characters; at most 900 fit", "shorten"),
    ({"explanation": "Because."}, "explanation:", "has 8 characters; at least 60", "write more"),
    ({"references": "[]"}, "references:", "has 0 entries; at least 1", "add some"),
    ({"references": "Principia"}, "references:", "but a list belongs here", "hyphen"),
    ({"references": "[Principia]"}, "references:", "entry 1 of `references` is Principia", "keys"),
    ({"references": "[{url: 'https://x.org'}]"}, "references:", "`title` in entry 1", "add it"),
    ({"references": "[{title: T, url: x.org}]"}, "references:", "not of the right form", "https"),
    ({"time_limit": "5"}, "time_limit:", "must be at least 10", "Seconds"),
    ({"shuffle": "no"}, "shuffle:", "but true or false belongs here", "write true or false"),
    ({"reviewed": "last week"}, "reviewed:", "but a date belongs here", "2026-11-22"),
    ({"reviewed": '"2026-02-30"'}, "reviewed:", "but a date belongs here", "2026-11-22"),
    ({"tags": "easy"}, "tags:", "but a list belongs here", "hyphen"),
    ({"tags": "[Easy One]"}, "tags:", "not of the right form", "small letters"),
    ({"hints": "[yes]"}, "hints:", "entry 1 of `hints` is yes", '"yes"'),
    ({"version": "0"}, "version:", "must be at least 1", "key changes"),
    ({"bloom": "recall"}, "bloom:", "not one of the choices", "remember, understand"),
    ({"language": "english"}, "language:", "not of the right form", "two small letters"),
    ({"lint_ok": "[W1]"}, "lint_ok:", "not of the right form", "W101"),
    ({"stme": "x"}, "stme:", "`stme` is not a key Viva knows", "did you mean `stem`?"),
    ({"zzz": "x"}, "zzz:", "`zzz` is not a key Viva knows", "remove it"),
    ({"rubric": "[a, b, c]"}, "rubric:", "does not belong to this type", "it belongs to open"),
    ({"check": "{kind: python}"}, "check:", "`check.script` is missing", "checks/name.py"),
    (
        {"check": "{kind: python, script: ../x.py}"},
        "check:",
        "not of the right form",
        "checks/attn_scale.py",
    ),
    (
        {"check": "{kind: python, script: checks/no.py}"},
        "check:",
        "there is no script checks/no.py",
        "add it",
    ),
    ({"topic": "math"}, "topic:", 'there is no topic "math"', "did you mean maths?"),
    ({"topic": "cooking"}, "topic:", 'there is no topic "cooking"', "add it to topics.yaml"),
    ({"subtopic": "sum"}, "subtopic:", 'no subtopic "sum"', "did you mean sums?"),
    ({"subtopic": "cats"}, "subtopic:", 'no subtopic "cats"', "use sums, proofs"),
    ({"stem": "It costs $5."}, "stem:", "a $ that opens or closes no formula", r"\$"),
    ({"stem": r"What is $\frac{1$?"}, "stem:", "a brace { is not closed", "mend the LaTeX"),
    ({"stem": r'"What is $a\tb$?"'}, "stem:", "a line break or a tab", "single quotes"),
]


@pytest.mark.parametrize(("change", "fragment", "problem", "mend"), FIELDS)
def test_a_wrong_field_is_named_with_its_line_its_item_and_a_mend(
    tmp_path, change, fragment, problem, mend
):
    root = write(tmp_path, item(id_="sum-00"), item(**change))

    fault = only_fault(root)

    second = line_of(root, "id: sum-01")
    lines = (root / "maths" / "sums.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[fault.line - 1].strip().startswith(fragment)
    assert fault.line > second
    assert (fault.file, fault.item) == ("maths/sums.yaml", "sum-01")
    assert problem in fault.problem
    assert mend in fault.mend


@pytest.mark.parametrize("key", ["level", "difficulty", "stem", "explanation", "references"])
def test_a_missing_key_is_named_at_the_items_first_line(tmp_path, key):
    root = write(tmp_path, item(**{key: ""}))

    fault = only_fault(root)

    assert (fault.line, fault.item) == (3, "sum-01")
    assert fault.problem == f"`{key}` is missing"


def test_a_missing_type_is_named_with_the_choices(tmp_path):
    fault = only_fault(write(tmp_path, item(type="")))

    assert (fault.line, fault.problem) == (3, "`type` is missing")
    assert "single, multiple" in fault.mend


def test_a_missing_id_is_named(tmp_path):
    text = item().replace("- id: sum-01\n  topic", "- topic")

    fault = only_fault(write(tmp_path, text))

    assert (fault.line, fault.item, fault.problem) == (3, "", "`id` is missing")


def test_an_id_of_the_wrong_form_is_named(tmp_path):
    fault = only_fault(write(tmp_path, item(id_="Sum_01")))

    assert "small letters, digits and single hyphens" in fault.mend


OPTION_FAULTS = [
    (("correct: true, ", ""), "options:", "0 options are correct", "correct: true"),
    (("text: Three,", "text: Three, correct: true,"), "options:", "2 options are correct", "one"),
    (("text: Three,", "text: four,"), "text: Four", "equals that of entry 1", "differ"),
    (("id: c,", "id: a,"), "id: a, text: Five", "equals that of entry 1", "differ"),
    (("text: Five", "text: None of the above"), "None of", "whose order is drawn", "multiple"),
    (("text: Five", "text: All the above"), "All the", "whose order is drawn", "multiple"),
    (("text: Five", f"text: {'x' * 181}"), "xxx", "181 characters; at most 180", "shorten"),
    (("text: Five", "text: 5"), "text: 5", "`text` in entry 3 of `options` is 5", 'text: "5"'),
    ((", why: That is three further.", ""), "text: Five", "`why` in entry 3", "misconception"),
    (("why: That is three", "whi: x, why: That"), "whi:", "`whi` in entry 3", "did you mean `why`"),
    (("correct: true", "correct: yes"), "correct: yes", "is yes", "write true or false"),
]


@pytest.mark.parametrize(("change", "fragment", "problem", "mend"), OPTION_FAULTS)
def test_a_wrong_option_is_named_with_its_own_line(tmp_path, change, fragment, problem, mend):
    text = item()
    assert change[0] in text
    root = write(tmp_path, text.replace(*change))

    found = faults(root)

    fault = next(fault for fault in found if problem in fault.problem)
    assert fault.item == "sum-01"
    assert mend in fault.mend
    assert fault.line == line_of(root, fragment)


ORDER_FAULTS = [
    (("text: Start", "correct: true, text: Start"), "`correct` in entry 1", "belongs to single"),
    (("  options:", "  shuffle: false\n  options:"), "`shuffle` does not", "belongs to single"),
    (("text: Three", "text: Two"), "equals that of entry 2", "differ"),
    (("text: Three", "text: All of the above"), "whose order is drawn", "name what"),
    (("text: Three", f"text: {'x' * 91}"), "91 characters; at most 90", "shorten"),
    (
        ("text: Three", r"text: '$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$'"),
        "a formula that is no plain text",
        "to the stem",
    ),
    ((", why: It is named last", ""), "`why` in entry 4", "Why it stands where it does"),
]


@pytest.mark.parametrize(("change", "problem", "mend"), ORDER_FAULTS)
def test_what_cannot_be_put_in_order_is_named(tmp_path, change, problem, mend):
    text = item("order")
    assert change[0] in text

    fault = only_fault(write(tmp_path, text.replace(*change)))

    assert problem in fault.problem
    assert mend in fault.mend


@pytest.mark.parametrize(
    ("kind", "options", "problem"),
    [
        ("single", OPTIONS[: OPTIONS.index("  - {id: c")], "there are 2 options; 3 to 5"),
        (
            "single",
            OPTIONS + "".join(f"  - {{id: {i}, text: {i * 3}, why: No.}}\n" for i in "def"),
            "there are 6 options; 3 to 5",
        ),
        ("true_false", OPTIONS, "there are 3 options; exactly 2"),
        ("order", KEYS["order"][: KEYS["order"].index("  - {id: c")], "2 options; 3 to 5"),
        ("multiple", OPTIONS, "1 of 3 options are correct"),
        (
            "multiple",
            OPTIONS.replace(", why", ", correct: true, why").replace(
                "correct: true, correct", "correct"
            ),
            "3 of 3 options are correct",
        ),
    ],
)
def test_a_wrong_number_of_options_or_keys_is_named(tmp_path, kind, options, problem):
    text = COMMON.format(id="sum-01", type=kind) + options

    fault = only_fault(write(tmp_path, text))

    assert problem in fault.problem
    assert fault.line == 11


TYPED = [
    ("numeric", {"answer": "{value: '4', tolerance: {absolute: 0}}"}, "a number belongs here"),
    ("numeric", {"answer": "{value: 1_000, tolerance: {absolute: 0}}"}, "a number belongs here"),
    ("numeric", {"answer": "{value: 1e999, tolerance: {absolute: 0}}"}, "does not belong here"),
    ("numeric", {"answer": "{value: 4}"}, "`answer.tolerance` is missing"),
    ("numeric", {"answer": "{value: 4, tolerance: {}}"}, "neither of relative and absolute"),
    (
        "numeric",
        {"answer": "{value: 4, tolerance: {relative: 0.1, absolute: 1}}"},
        "both of relative and absolute",
    ),
    ("numeric", {"answer": "{value: 4, tolerance: {relative: 5}}"}, "must be at most 0.5"),
    ("numeric", {"answer": "{value: 0, tolerance: {relative: 0.1}}"}, "a fraction of 0 is 0"),
    ("numeric", {"answer": "{value: 4, unit: '???', tolerance: {absolute: 0}}"}, "cannot be read"),
    (
        "numeric",
        {"answer": "{value: 4, unit: GiB, tolerance: {absolute: 0}, also: [{value: 1, unit: ms}]}"},
        "ms cannot be turned into GiB",
    ),
    ("numeric", {"answer": "{value: 4, unit: 5, tolerance: {absolute: 0}}"}, "is 5 without"),
    ("short", {"answer": f"{{accept: [four], regex: ['{'x' * 201}']}}"}, "has 201 characters"),
    ("numeric", {"type": ""}, "`type` is missing"),
    ("numeric", {"type": "~"}, "`type` has no value"),
    ("numeric", {"answer": "4"}, "`answer` is 4, but a mapping of keys belongs here"),
    ("short", {"answer": "{accept: []}"}, "has 0 entries"),
    ("short", {"answer": "{accept: [4]}"}, "entry 1 of `answer.accept` is 4"),
    ("short", {"answer": "{accept: [four], regex: ['fo(ur']}"}, "the pattern cannot be read"),
    ("short", {"answer": "{accept: [four], regex: ['(fo+)+ur']}"}, "which can take for ever"),
    ("code_output", {"answer": "{output: 4}"}, "`answer.output` is 4 without quotes"),
    ("code_output", {"code": ""}, "`code` is missing"),
    ("code_output", {"code": f"{{language: python, source: '{LONG_LINE}'}}"}, "has 72 columns"),
    (
        "code_output",
        {
            "code": "\n    language: python\n    source: "
            + block("".join(f"a{n} = {n}\n" for n in range(16)), 6)
        },
        "the listing has 16 lines; 15 fit",
    ),
    ("code_output", {"code": "{language: python, source: 'a = \"```\"'}"}, "would end its block"),
    ("code_output", {"code": "{language: sql, source: SELECT 1}"}, "only Python listings"),
    ("code_output", {"check": "{kind: python}"}, "`check.script` is missing"),
    ("code_output", {"check": "{kind: python, scrip: x}"}, "`check.scrip` is not a key"),
    ("code_output", {"check": "{kind: walk}"}, "no `kind` Viva knows"),
    ("code_output", {"check": "run"}, "`check` is run, but a mapping of keys belongs here"),
    ("open", {"rubric": "[one, two]"}, "has 2 entries; at least 3"),
    ("open", {"rubric": "[a, b, c, d, e, f, g, h]"}, "has 8 entries; at most 7"),
    ("open", {"model_answer": "Four."}, "has 5 characters; at least 200"),
    ("open", {"model_answer": "x" * 1501}, "has 1501 characters; at most 1500"),
    (
        "open",
        {
            "model_answer": "x" * 1500,
            "explanation": "y" * 1000,
            "rubric": str(["z" * 199] * 7),
        },
        "the reveal would have",
    ),
]


@pytest.mark.parametrize(("kind", "change", "problem"), TYPED)
def test_a_wrong_key_is_named(tmp_path, kind, change, problem):
    root = write(tmp_path, item(kind, **change))

    found = faults(root)

    assert any(problem in fault.problem for fault in found), found
    assert {fault.item for fault in found} == {"sum-01"}
    assert all(fault.line >= 3 and fault.mend for fault in found)


def test_only_listings_are_checked_by_running_them(tmp_path):
    found = faults(write(tmp_path, item(check="{kind: run}")))

    assert found[0].problem == "`check.kind` is run, which is not one of the choices"
    assert found[0].mend == "write python"


def test_every_fault_of_an_item_is_reported_at_once(tmp_path):
    root = write(
        tmp_path,
        item(level="boss", difficulty="9", topic="cats", stem="$x", explanation="No.", zzz="1"),
    )

    found = faults(root)

    assert len(found) == 6
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_a_fault_in_the_defaults_is_reported_once_and_not_per_item(tmp_path):
    head = "schema: 1\ndefaults: {level: boss, topic: cats}\nquestions:\n"
    items = [item(id_=f"q-{n}", level="", topic="") for n in range(5)]

    found = faults(write(tmp_path, *items, head=head))

    assert [fault.line for fault in found] == [2, 2]
    assert {fault.problem for fault in found} == {
        "`defaults.level` is boss, which is not one of the choices",
        'there is no topic "cats"',
    }


def test_defaults_take_no_keys_that_belong_to_one_question(tmp_path):
    head = "schema: 1\ndefaults: {stem: Why?}\nquestions:\n"

    fault = only_fault(write(tmp_path, item(), head=head))

    assert (fault.line, fault.problem) == (2, "`defaults.stem` is not a key Viva knows")


def test_an_id_that_two_files_use_names_the_place_of_the_first(tmp_path):
    write(tmp_path, item(), name="maths/a.yaml")
    write(tmp_path, item(id_="sum-00"), item(), name="maths/b.yaml")

    fault = only_fault(tmp_path)

    assert (fault.file, fault.item) == ("maths/b.yaml", "sum-01")
    assert fault.line == line_of(tmp_path, "id: sum-01", "maths/b.yaml")
    assert "stands first in maths/a.yaml:3" in fault.problem


def test_a_file_in_another_topics_folder_is_a_fault(tmp_path):
    write(tmp_path, item())
    topics = (tmp_path / "topics.yaml").read_text() + "- {id: logic, title: Logic, weight: 1}\n"
    (tmp_path / "topics.yaml").write_text(topics)
    write(tmp_path, item(id_="sum-02"), name="logic/sums.yaml")

    fault = only_fault(tmp_path)

    assert (fault.file, fault.line) == ("logic/sums.yaml", 4)
    assert "the folder logic" in fault.problem


def test_a_formula_that_can_be_neither_written_nor_drawn_is_a_fault(tmp_path):
    root = write(tmp_path, item(stem=r"'What is $\odd{x}$, and $x^2$?'"))

    assert load_bank(root).questions
    assert load_bank(root, can_render=lambda latex: True).questions
    fault = only_fault(root, can_render=lambda latex: False)
    assert (fault.line, fault.item) == (line_of(root, "stem:"), "sum-01")
    assert r"$\odd{x}$" in fault.problem


def test_formulas_are_looked_for_in_every_text_that_members_read(tmp_path):
    text = item("open", red_flags="[a $, b]", follow_ups="[c $]", hints="[d, e $]")
    text = text.replace("Names the axiom", "Names the $ axiom")
    other = (
        item(id_="sum-02")
        .replace("Three", "$ Three")
        .replace("One", "1")
        .replace("That is three", "That $ is three")
    )

    found = faults(write(tmp_path, text, other))

    assert [fault.problem.partition(" has a $")[0] for fault in found] == [
        "entry 3 of `rubric`",
        "entry 1 of `red_flags`",
        "entry 1 of `follow_ups`",
        "entry 2 of `hints`",
        "`text` in entry 1 of `options`",
        "`why` in entry 3 of `options`",
    ]


def test_code_and_short_answers_may_hold_dollars(tmp_path):
    text = item(
        "code_output", answer="{output: '$4'}", code="{language: python, source: print('$4')}"
    )

    assert load_bank(write(tmp_path, text, item("short", "x", answer="{accept: [$4]}"))).questions


FILES = [
    ("", 0, "the file is empty"),
    ("# nothing\n", 0, "the file is empty"),
    ("[]\n", 1, "the file is a list, but a mapping of keys belongs here"),
    ("schema: 1\n", 1, "`questions` is missing"),
    ("schema: 1\nquestions: []\n", 2, "`questions` has 0 entries"),
    ("schema: 1\nquestions:\n", 2, "`questions` has no value"),
    ("schema: 2\nquestions: [1]\n", 1, "`schema` is 2, which is not one of the choices"),
    ("questions: [1]\n", 1, "`schema` is missing"),
    ("schema: 1\nquestions: [yes]\n", 2, "a question is yes, not a mapping of keys"),
    ("schema: 1\nquestons: [1]\n", 2, "`questons` is not a key Viva knows"),
    ("schema: 1\nschema: 1\n", 2, "`schema` is given twice; it already stands in line 1"),
    ("schema: 1\nquestions:\n\t- id: x\n", 3, "a tab is used for indentation"),
    ("schema: 1\nquestions:\n- id: a: b\n", 3, "a colon followed by a space"),
    ('schema: 1\nquestions:\n- id: "a\n', 3, "a quote is opened and never closed"),
    ("schema: 1\nquestions: [1\n", 2, "is not closed or lacks a comma"),
    ('schema: 1\nquestions: ["\\sqrt"]\n', 2, "a backslash in double quotes"),
    ('schema: 1\nquestions: ["\\frac"]\n', 2, "the control character '\\x0c'"),
    ("schema: 1\nquestions: [@x]\n", 2, "text cannot start with @"),
    ("schema: 1\n---\nschema: 1\n", 2, "a second document starts here"),
    ("schema: !!int 1\n", 1, "the tag tag:yaml.org,2002:int is not allowed"),
    ("schema: 1\nquestions: [!!python/name:os.system x]\n", 2, "is not allowed"),
    ("schema: 1\nyes: 1\n", 2, "a key is yes, not a name"),
    ("schema: 1\n[a]: 1\n", 2, "a key is a list or a mapping, not a name"),
    ("schema: 1\n<<: {a: b}\n", 2, "a key is <<, not a name"),
    ("schema: 1\nquestions: *all\n", 2, "*all stands for nothing"),
    ("schema: 1\nquestions: &all [*all]\n", 2, "*all stands for nothing"),
    ("schema: 1\nquestions: [a, , b]\n", 2, "a bracket is opened and never closed"),
    ("schema: 1\nquestions: [a, ~]\n", 2, "an entry of a list is empty"),
    ("schema: 1\nquestions: [\u202eabc]\n", 2, "an invisible character"),
    ("schema: 1\nquestions: [a\x07b]\n", 2, "an unprintable character"),
    ("schema: 1\nquestions: " + "[" * 50_000, 2, "the nesting is too deep"),
    ("schema: 1\nquestions:\n" + "- " * 50_000, 3, "the nesting is too deep"),
]


@pytest.mark.parametrize(("text", "line", "problem"), FILES)
def test_a_malformed_file_is_one_plain_fault_at_its_line(tmp_path, text, line, problem):
    root = write_text(tmp_path, text)

    found = faults(root)

    assert [fault for fault in found if problem in fault.problem and fault.line == line], found
    assert {fault.file for fault in found} == {"maths/sums.yaml"}


def test_a_bomb_of_aliases_is_refused_before_it_goes_off(tmp_path):
    levels = "\n".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)
    )

    fault = only_fault(write_text(tmp_path, f"a: &a [x, x, x, x, x, x, x, x, x]\n{levels}\n"))

    assert "aliases counted in full" in fault.problem


def test_a_broken_file_names_the_question_that_it_breaks_in(tmp_path):
    root = write(tmp_path, item(), item(id_="sum-02", stem="a: b: c"), item(id_="sum-03"))

    fault = only_fault(root)

    assert (fault.item, fault.line) == ("sum-02", line_of(root, "a: b: c"))


def test_a_broken_file_does_not_hide_the_faults_of_others(tmp_path):
    write_text(tmp_path, "schema: [", name="maths/a.yaml")
    write(tmp_path, item(level="boss"), name="maths/b.yaml")
    (tmp_path / "topics.yaml").write_text("schema: 1\ntopics: [{id: maths, title: M, weight: 0}]\n")

    found = faults(tmp_path)

    assert [fault.file for fault in found] == ["maths/a.yaml", "maths/b.yaml", "topics.yaml"]


def test_more_than_25_items_in_a_file_are_too_many(tmp_path):
    fault = only_fault(write(tmp_path, *(item(id_=f"q-{n}") for n in range(26))))

    assert (fault.line, fault.problem) == (
        2,
        "`questions` has 26 entries; at most 25 are allowed",
    )


def test_a_file_over_a_megabyte_is_refused(tmp_path):
    root = write_text(tmp_path, "#" * 1_000_001)

    assert "1,000,001 bytes; at most 1,000,000" in only_fault(root).problem


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path):
    root = write(tmp_path, item())
    (root / "maths" / "sums.yaml").write_bytes("schema: 1\n# caf\xe9\n".encode("latin-1"))

    fault = only_fault(root)

    assert (fault.line, fault.problem) == (2, "the file is not UTF-8 text")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    root = write(tmp_path, item())
    path = root / "maths" / "sums.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert load_bank(root).questions


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("stray.yaml", "outside of a topic's folder"),
        ("maths/deep/x.yaml", "too deep"),
        ("maths/x.yml", "does not end in .yaml"),
        ("maths/X.YAML", "does not end in .yaml"),
    ],
)
def test_a_file_that_would_be_overlooked_is_a_fault(tmp_path, name, problem):
    write(tmp_path, item())
    write(tmp_path, item(id_="sum-02"), name=name)

    fault = only_fault(tmp_path)

    assert (fault.file, fault.line) == (name, 0)
    assert problem in fault.problem


def test_something_named_like_a_file_that_is_none_is_a_fault(tmp_path):
    write(tmp_path, item())
    (tmp_path / "maths" / "link.yaml").symlink_to(tmp_path / "nowhere")

    assert only_fault(tmp_path).problem == "this is not a file"


def test_a_missing_list_of_topics_is_one_fault_and_hides_no_others(tmp_path):
    write(tmp_path, item(level="boss"))
    (tmp_path / "topics.yaml").unlink()

    assert [fault.file for fault in faults(tmp_path)] == ["maths/sums.yaml", "topics.yaml"]


@pytest.mark.parametrize(
    ("topics", "line", "problem"),
    [
        ("[{id: maths, title: M, weight: 1}, {id: maths, title: N, weight: 1}]", 2, "listed twice"),
        ("[{id: maths, title: M}]", 2, "`weight` in entry 1 of `topics` is missing"),
        ("[{id: maths, title: M, weight: 0}]", 2, "must be more than 0"),
        ("[{id: maths, title: yes, weight: 1}]", 2, "is yes without quotes"),
        ("[{id: maths, title: M, weight: 1, subtopics: x}]", 2, "but a list belongs here"),
        (f"[{{id: {'t' * 41}, title: M, weight: 1}}]", 2, "40"),
        ("[]", 2, "has 0 entries"),
        ("[{", 2, "never closed"),
    ],
)
def test_faults_in_the_list_of_topics_are_named(tmp_path, topics, line, problem):
    (tmp_path / "topics.yaml").write_text(f"schema: 1\ntopics: {topics}\n")

    found = faults(write(tmp_path, item()))

    assert [fault for fault in found if problem in fault.problem and fault.line == line], found


def test_a_folder_that_does_not_exist_is_named():
    missing = Path("no-such-folder")

    fault = only_fault(missing)

    assert (fault.file, fault.problem) == ("no-such-folder", "there is no such folder")


def test_a_folder_without_questions_is_a_fault(tmp_path):
    write(tmp_path, item())
    (tmp_path / "maths" / "sums.yaml").unlink()

    assert only_fault(tmp_path).problem == "there are no questions"


def test_the_errors_text_lists_every_fault_with_file_line_id_and_mend(tmp_path):
    with pytest.raises(BankError) as caught:
        load_bank(write(tmp_path, item(level="boss")))

    assert str(caught.value) == (
        "1 fault in the question bank:\n"
        "  maths/sums.yaml:14: [sum-01] `level` is boss, which is not one of the choices (E001)"
        " - write one of junior, senior, staff"
    )


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="needs a file that reading fails on"
)
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path):
    write(tmp_path, item())
    (tmp_path / "maths" / "odd.yaml").symlink_to("/proc/self/mem")

    fault = only_fault(tmp_path)

    assert (fault.file, fault.line) == ("maths/odd.yaml", 0)
    assert "it cannot be read (" in fault.problem


def test_a_number_where_a_tolerance_belongs_is_told_how_one_is_written(tmp_path):
    answer = "{value: 4, tolerance: 0.05}"

    fault = only_fault(write(tmp_path, item("numeric", answer=answer)))

    assert fault.mend == "write keys with their values: {relative: 0.05} or {absolute: 1}"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_folder_that_cannot_be_read_is_a_fault(tmp_path):
    (write(tmp_path, item()) / "local").mkdir(mode=0)

    assert only_fault(tmp_path).file == "local"


def test_a_question_that_is_empty_is_a_fault_of_its_line(tmp_path):
    fault = only_fault(write_text(tmp_path, "schema: 1\nquestions:\n-\n"))

    assert (fault.line, fault.problem) == (3, "an entry of a list is empty")


CODES = [
    (item(stem="yes"), "E001"),
    (item().replace(", correct: true", ""), "E010"),
    (item("multiple").replace("A square, correct: true,", "A square,"), "E011"),
    (item()[: item().index("  - {id: c")], "E012"),
    (item(explanation="Because."), "E020"),
    (item(references=""), "E020"),
    (item().replace(", why: That is three further.", ""), "E020"),
    (item().replace("text: Five", "text: None of the above"), "E021"),
    (item().replace("text: Five", "text: four"), "E031"),
    (item(stem="x" * 901), "E040"),
    (item(stem="It costs $5 $"), "E040"),
    (item("code_output", code=f'{{language: python, source: "{LONG_LINE}"}}'), "E040"),
    (item(check="{kind: python, script: checks/none.py}"), "E050"),
    (item("open", rubric="[One, Two]"), "E051"),
    (item("open", model_answer="Too short."), "E051"),
]


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_fault_carries_the_code_of_its_rule(tmp_path, text, code):
    assert only_fault(write(tmp_path, text)).code == code
