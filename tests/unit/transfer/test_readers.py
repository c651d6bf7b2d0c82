"""Questions of other programs are read; what does not fit is said, with its line."""

import json

import pytest

from bot.bank.transfer import READERS, Draft, Unplaced
from bot.cli.formats import ImportFormat
from bot.errors import TransferError


def read(kind: str, text: str) -> list[Draft | Unplaced]:
    return list(READERS[kind](text))


def only(kind: str, text: str) -> dict:
    (found,) = read(kind, text)
    assert isinstance(found, Draft), found
    return dict(found.fields)


def why(kind: str, text: str) -> str:
    (found,) = read(kind, text)
    assert isinstance(found, Unplaced), found
    return found.why


def keys(fields: dict) -> list[str]:
    return [option["text"] for option in fields["options"] if option.get("correct")]


def test_every_format_that_is_offered_is_read():
    assert {kind.value for kind in ImportFormat} == set(READERS)


# ----------------------------------------------------------------------------------- trivia lists


def test_a_trivia_list_gives_short_questions_with_all_their_answers():
    text = "AUTHOR: Ann\nDESCRIPTION: Some\nWhat is two?:\n- two\n- 2\nAnd one?: one\n"

    first, second = read("red", text)

    assert (first.line, second.line) == (3, 6)
    assert first.fields == {
        "type": "short",
        "stem": "What is two?",
        "answer": {"accept": ["two", "2"]},
        "author": "Ann",
    }
    assert second.fields["answer"] == {"accept": ["one"]}


@pytest.mark.parametrize("answer", ["yes", "No", "1:30", "0123", "2026-11-22", "1e5", "~", "0x1F"])
def test_answers_of_trivia_lists_are_taken_as_they_are_written(answer):
    found = read("red", f"Is it?:\n- {answer}\n- other\n")

    accepted = [one.fields["answer"]["accept"][0] for one in found if isinstance(one, Draft)]
    assert accepted == ([answer] if answer != "~" else [])


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("A?:\n- a\nB?:\n-\nC?:\n- c\n", 3, "an entry of a list is empty"),
        ("A?:\n- a\nC?:\n- c\nA?:\n- b\n", 5, "is given twice"),
        ("A?:\n- a\nC?:\n- c\n1984:\n- b\n", 5, "a key is 1984"),
        ("A?:\n- a\nB?:\n- [b]\nC?: c\n", 3, "not a plain list"),
        ("A?:\n- a\nB?: ''\nC?: c\n", 3, "has no answer"),
        ("A?:\n- a\nB?: !!python/object:os.system x\nC?: c\n", 3, "is not allowed"),
    ],
)
def test_what_is_odd_in_a_trivia_list_is_unplaced_and_the_rest_is_not(text, line, part):
    found = read("red", text)

    (odd,) = (one for one in found if isinstance(one, Unplaced))
    assert odd.line == line
    assert part in odd.why
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("just text", "no trivia list"),
        ("- a\n- b\n", "no trivia list"),
        ("a: [1\n", "line 1"),
        ("a: " + "[" * 50 + "]" * 50, "nesting is too deep"),
        ("a: &a [" + "x, " * 20_000 + "]\nb: [*a, *a, *a]\n", "aliases counted in full"),
    ],
)
def test_what_is_no_trivia_list_is_refused(text, part):
    with pytest.raises(TransferError, match=part):
        read("red", text)


# ------------------------------------------------------------------------------------------ cards


def test_notes_of_anki_are_read_with_their_headers_markup_and_tags():
    text = (
        "#separator:semicolon\n#html:true\n#notetype column:1\n#tags column:4\n"
        'Basic;"What is <b>A</b> &amp; B?<br>Say it.";"a ""quoted""<img_no>";Deep Learning\n'
    )

    assert only("anki", text) == {
        "type": "short",
        "stem": "What is A & B?\nSay it.",
        "answer": {"accept": ['a "quoted"']},
        "tags": ["deep", "learning"],
    }


def test_markup_is_text_when_anki_says_so():
    assert only("anki", "#separator:tab\n#html:false\na <b> c?\tx\n")["stem"] == "a <b> c?"


def test_a_note_over_several_lines_stands_where_it_starts():
    found = read("anki", '#separator:tab\n"one\ntwo"\ta\nnext\tb\n')

    assert [one.line for one in found] == [2, 4]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("only one", "1 field is filled"),
        ("a\tb\tc", "3 fields are filled"),
        ("a\t ", "1 field is filled"),
        ("see <img src='x.png'>\tb", "shows a picture"),
        ("[sound:a.mp3]\tb", "plays a sound"),
        ("The {{c1::cell}} is\tb", "cloze"),
        ("The {{c1::cell}} is\t", "cloze"),
        ("<p></p>\tb", "empty"),
        ("a\t" + "long " * 50, "249 characters"),
        ("a\tone<br>two", "several lines"),
    ],
)
def test_notes_that_ask_nothing_to_type_are_unplaced(row, part):
    assert part in why("anki", f"#separator:tab\n{row}\n")


def test_rows_that_cannot_be_told_apart_are_refused():
    with pytest.raises(TransferError, match="line 2"):
        read("anki", '#separator:tab\n"never closed\tb\nc\td\n')
    with pytest.raises(TransferError, match="separator is 'word'"):
        read("anki", "#separator:word\na\tb\n")
    with pytest.raises(TransferError, match=r"line 1: .*field larger"):
        read("anki", "a\t" + "x" * 200_000 + "\n")


def test_the_longer_side_of_a_quizlet_card_asks():
    first, second = read("quizlet", "softmax\twhat turns scores into shares\n\nlonger side?\tx\n")

    assert first.fields["answer"] == {"accept": ["softmax"]}
    assert (second.line, second.fields["stem"]) == (3, "longer side?")


# ------------------------------------------------------------------------------------------- GIFT


@pytest.mark.parametrize(
    ("answers", "kind", "right"),
    [
        ("{=two ~three ~four}", "single", ["two"]),
        ("{~three\n  =two # yes\n  ~four # no}", "single", ["two"]),
        ("{~%50%one ~%50%two ~%-100%three}", "multiple", ["one", "two"]),
        ("{=one =two ~three}", "multiple", ["one", "two"]),
        ("{T}", "true_false", ["True"]),
        ("{FALSE}", "true_false", ["False"]),
        (r"{=a \= b ~c \~ d ~\{e\}}", "single", ["a = b"]),
        ("{=[html]<b>two</b> ~three ~four}", "single", ["two"]),
    ],
)
def test_closed_questions_of_gift(answers, kind, right):
    fields = only("gift", f"Which? {answers}\n")

    assert fields["type"] == kind
    assert keys(fields) == right


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ("{#3}", {"value": 3.0, "tolerance": {"absolute": 0.0}}),
        ("{#3.5:0.25}", {"value": 3.5, "tolerance": {"absolute": 0.25}}),
        ("{#-2..4}", {"value": 1.0, "tolerance": {"absolute": 3.0}}),
        ("{#3.141..3.142}", {"value": 3.1415, "tolerance": {"absolute": 0.0005}}),
        ("{#=1e3:5#good}", {"value": 1000.0, "tolerance": {"absolute": 5.0}}),
        ("{#=3:0 =4:0}", {"value": 3.0, "tolerance": {"absolute": 0.0}, "also": [{"value": 4.0}]}),
        ("{=four =4 =%100%FOUR}", {"accept": ["four", "4", "FOUR"]}),
    ],
)
def test_typed_questions_of_gift(answers, answer):
    assert only("gift", f"How many? {answers}\n")["answer"] == answer


@pytest.mark.parametrize(
    ("block", "part"),
    [
        ("Match {=a -> b =c -> d}", "matching pairs"),
        ("Write {}", "an essay has no key"),
        ("Only a text.", "a description"),
        ("Open {=a ~b", "not closed"),
        ("Two {=a} and {=b}", "several sets"),
        ("Which? {=a ~%50%b ~c}", "part of the points"),
        ("Which? {=a =%50%b}", "part of the points"),
        ("Which? {~a ~b}", "none of its answers is right"),
        ("How many? {#=3:1 =%50%4:1}", "part of the points"),
        ("How many? {#=3:1 =4:2}", "tolerances that differ"),
        ("How many? {#many}", "many is not a number"),
        ("Which? {a b}", "neither = nor ~"),
        ("Which? {= ~b}", "empty"),
        ("Which? {=a*}", "stands for anything"),
        ("{=a ~b ~c}", "asks nothing"),
        ("[html]<img src=x> {=a ~b ~c}", "shows a picture"),
        ("Which? {=[html]<img src\\=x> ~b ~c}", "shows a picture"),
        ("x" * 30_000 + "{=a}", "more than any question"),
    ],
)
def test_what_gift_can_say_and_the_bank_cannot_is_unplaced(block, part):
    assert part in why("gift", f"// a comment\n{block}\n")


def test_titles_remarks_gaps_categories_comments_and_places_are_understood():
    text = (
        "// A comment\n$CATEGORY: $course$/Maths/Easy Sums\n\n\n"
        "::sum-01::[markdown]One and\none is // not a comment\n"
        "{=two#because ~three#off by one ~four####Counting.\\nTwice.}\n"
        "\n::Not An Id::Grant {~lies =rests ~is} here.\n// end\n\n"
    )

    first, second = read("gift", text)

    assert (first.line, second.line) == (5, 9)
    assert first.fields["id"] == "sum-01"
    assert first.fields["stem"] == "One and\none is // not a comment"
    assert [o.get("why") for o in first.fields["options"]] == ["because", "off by one", None]
    assert first.fields["explanation"] == "Counting.\nTwice."
    assert first.fields["tags"] == ["easy-sums"]
    assert "id" not in second.fields
    assert second.fields["stem"] == "Grant _____ here."


def test_true_false_remarks_belong_to_the_wrong_answer_first():
    fields = only("gift", "Is it? {FALSE#no, it is not#indeed####So it is.}\n")

    assert [o["why"] for o in fields["options"]] == ["no, it is not", "indeed"]
    assert fields["explanation"] == "So it is."


def test_markup_in_gift_becomes_text():
    fields = only("gift", "[html]<p>Is 1 &lt; 2<br>so?</p> {=<b>yes</b> ~no ~maybe}\n")

    assert fields["stem"] == "Is 1 < 2\nso?"
    assert keys(fields) == ["yes"]


# ---------------------------------------------------------------------------------------- OpenTDB


def _response(*questions: object) -> str:
    return json.dumps({"response_code": 0, "results": list(questions)}, indent=1)


CPU = {
    "type": "multiple",
    "difficulty": "hard",
    "category": "Science: Computers",
    "question": "What does &quot;CPU&quot; stand for?",
    "correct_answer": "Central &amp; Unit",
    "incorrect_answers": ["Zebra", "Bit", "Don&#039;t know"],
}
TRUE = {"question": "So?", "correct_answer": "True", "incorrect_answers": ["False"]}


def test_a_response_of_the_trivia_database_is_read_without_entities():
    found = read("opentdb", _response(CPU, TRUE))

    assert [one.line for one in found] == [4, 16]
    cpu = found[0].fields
    assert (cpu["type"], cpu["stem"]) == ("single", 'What does "CPU" stand for?')
    assert [o["text"] for o in cpu["options"]] == [
        "Bit",
        "Central & Unit",
        "Don't know",
        "Zebra",
    ]
    assert keys(cpu) == ["Central & Unit"]
    assert (cpu["difficulty"], cpu["tags"]) == (4, ["science-computers"])
    assert found[1].fields["type"] == "true_false"
    assert [o["text"] for o in found[1].fields["options"]] == ["True", "False"]


def test_a_bare_list_and_a_response_in_another_order_are_read_too():
    other = '{"results2": [1], "a": {"results": [2]}, "results" : [' + json.dumps(CPU) + "]}"

    assert len(read("opentdb", json.dumps([CPU]))) == 1
    assert len(read("opentdb", other)) == 1


def test_texts_that_the_api_encoded_are_told_apart_from_questions():
    base64 = CPU | {"type": "bXVsdGlwbGU=", "question": "V2hhdD8="}
    url3986 = CPU | {"question": "What%20does%20CPU%20mean%3F"}

    for question in (base64, url3986):
        assert "without `encode`" in why("opentdb", _response(question))


@pytest.mark.parametrize(
    "question",
    [
        5,
        "text",
        {},
        CPU | {"question": 5},
        CPU | {"incorrect_answers": "x"},
        TRUE | {"question": ""},
        TRUE | {"question": "Half a smile: \ud83d?"},
    ],
)
def test_what_is_no_question_of_the_trivia_database_is_unplaced(question):
    assert why("opentdb", _response(question))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "line 1: this is not JSON"),
        ('{"a": 1}\n{', "line 2: this is not JSON"),
        ('{"response_code": 1}', 'no list "results"'),
        ('{"results": {}}', 'no list "results"'),
        ("{}", 'no list "results"'),
        ("5", 'no list "results"'),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("[" + "9" * 10_000 + "]", "cannot be read"),
    ],
)
def test_what_is_no_response_is_refused(text, part):
    with pytest.raises(TransferError, match=part):
        read("opentdb", text)


# ------------------------------------------------------------------------------------------ table


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_separates_it(separator):
    rows = [
        ["Question", "A", "B", "C", "Correct", "Level", "why a", "Tags"],
        ["Which?", "one", "two", "three", "B", "senior", "Off by one.", '"x-1\ny-2"'],
    ]
    text = "\n".join(separator.join(row) for row in rows) + "\n"

    fields = only("csv", text)

    assert (fields["type"], fields["stem"], fields["level"]) == ("single", "Which?", "senior")
    assert keys(fields) == ["two"]
    assert fields["options"][0]["why"] == "Off by one."
    assert fields["tags"] == ["x-1", "y-2"]


@pytest.mark.parametrize(
    ("heads", "row", "kind"),
    [
        ("stem,accept", "Q?,a", "short"),
        ("stem,answer", "Q?,a", "short"),
        ("stem,value,unit,relative", "Q?,1.5,ms,0.05", "numeric"),
        ("stem,language,code,output", "Q?,python,print(1),1", "code_output"),
        ("stem,a,b,c,correct", "Q?,x,y,z,a c", "multiple"),
        ("stem,a,b,correct", "Q?,True,False,b", "true_false"),
        ("stem,rubric", "Q?,one", "open"),
        ("stem,type,a,b,c", "Q?,order,x,y,z", "order"),
    ],
)
def test_the_type_follows_from_the_filled_cells(heads, row, kind):
    assert only("csv", f"{heads}\n{row}\n")["type"] == kind


def test_further_values_of_a_numeric_question_stand_one_a_line():
    fields = only("csv", 'stem,value,unit,absolute,also\nQ?,1,GiB,0,"1024 MiB\n2"\n')

    assert fields["answer"]["also"] == [{"value": 1024.0, "unit": "MiB"}, {"value": 2.0}]


@pytest.mark.parametrize(
    ("heads", "row", "part"),
    [
        ("stem,accept", "Q?,a,b", "3 cells under 2 headers"),
        ("stem,a,b,c,correct", "Q?,x,y,z,d", "`correct` names d"),
        ("stem,value", "Q?,many", "`value` is many"),
        ("stem,accept,difficulty", "Q?,a,hard", "`difficulty` is hard"),
        ("stem,accept", "Q?,", "neither options"),
    ],
)
def test_rows_that_do_not_fit_their_headers_are_unplaced(heads, row, part):
    assert part in why("csv", f"{heads}\n{row}\n")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("stem,colour\nQ?,red\n", 'no column "colour"; known are id'),
        ("accept\na\n", "no column `stem`"),
        ("stem,question\na,b\n", "stem is there twice"),
        ('stem,accept\n"Q?,a\nR?,b\n', "line 2: the row cannot be read"),
        ("stem,accept\nQ?," + "x" * 200_000 + "\n", "line 2: .*field larger"),
    ],
)
def test_what_is_no_table_of_questions_is_refused(text, part):
    with pytest.raises(TransferError, match=part):
        read("csv", text)
