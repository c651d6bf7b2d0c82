import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.arranging import arrange
from bot.domain.grading import Grade, choose, chosen, grade, show_response, understand
from bot.domain.question import Quantity, QuestionType
from bot.errors import Unreadable
from tests.unit.domain.samples import closed, numeric, question, short

CHOICE = [kind for kind in QuestionType if kind.is_choice]


def score_of(sample, text):
    response, _ = understand(sample, text)
    return grade(sample, response).score


def output(expected):
    return question(QuestionType.CODE_OUTPUT, output=expected)


class TestOptions:
    @pytest.mark.parametrize("kind", [QuestionType.SINGLE, QuestionType.TRUE_FALSE])
    def test_the_right_option_is_right_and_any_other_is_wrong(self, kind):
        sample = closed(kind, {2})

        scores = [grade(sample, choose(sample, {i})).score for i in range(4)]

        assert scores == [0, 0, 1, 0]

    @pytest.mark.parametrize(
        ("picks", "score"),
        [
            ({0, 1, 2}, 1), ({0, 1}, 2 / 3), ({0}, 1 / 3), ({0, 1, 3}, 1 / 3),
            ({0, 1, 2, 3}, 2 / 3), ({0, 3}, 0), ({3, 4}, 0), (set(), 0), ({0, 1, 2, 3, 4}, 1 / 3),
        ],
    )  # fmt: skip
    def test_several_options_score_hits_less_false_picks_by_keys(self, picks, score):
        sample = closed(QuestionType.MULTIPLE, {0, 1, 2}, count=5)

        assert grade(sample, choose(sample, picks)).score == pytest.approx(score)

    def test_picking_everything_is_not_right(self):
        sample = closed(QuestionType.MULTIPLE, {0, 1})

        assert grade(sample, choose(sample, range(4))).score == 0

    def test_a_withdrawn_choice_is_wrong(self):
        assert grade(closed(QuestionType.SINGLE, {0}), "").score == 0

    def test_the_response_names_each_option_once_in_the_banks_order(self):
        sample = closed(QuestionType.MULTIPLE, {0, 2})

        assert choose(sample, [2, 0, 2]) == "0,2"
        assert choose(sample, []) == ""

    @pytest.mark.parametrize("indices", [{4}, {-1}, {0, 1}])
    def test_options_that_cannot_be_chosen_are_refused(self, indices):
        with pytest.raises(ValueError, match="sample-01"):
            choose(closed(QuestionType.SINGLE, {0}), indices)

    def test_a_typed_question_has_nothing_to_choose(self):
        with pytest.raises(ValueError, match="no options"):
            choose(short("x"), {0})

    def test_options_are_not_typed(self):
        with pytest.raises(Unreadable, match="choosing an option"):
            understand(closed(QuestionType.SINGLE, {0}), "A")

    @given(st.sets(st.integers(0, 4)))
    def test_a_choice_comes_back_from_its_response(self, picks):
        assert chosen(choose(closed(QuestionType.MULTIPLE, {0, 1}, count=5), picks)) == picks

    @given(st.sets(st.integers(0, 4), min_size=2, max_size=4), st.sets(st.integers(0, 4)))
    def test_a_score_is_between_none_and_all_and_all_only_for_the_keys(self, keys, picks):
        sample = closed(QuestionType.MULTIPLE, keys, count=5)

        found = grade(sample, choose(sample, picks))

        assert 0 <= found.score <= 1
        assert found.correct == (picks == keys)

    @given(
        st.sets(st.integers(0, 4), min_size=2, max_size=4),
        st.sets(st.integers(0, 4)),
        st.integers(0, 4),
    )
    def test_one_more_right_pick_never_costs_and_one_more_false_pick_never_pays(
        self, keys, picks, more
    ):
        sample = closed(QuestionType.MULTIPLE, keys, count=5)
        before = grade(sample, choose(sample, picks)).score
        after = grade(sample, choose(sample, picks | {more})).score

        assert after >= before if more in keys else after <= before

    def test_options_are_shown_by_the_letters_they_had_on_the_card(self):
        sample = closed(QuestionType.MULTIPLE, {0, 3})

        assert show_response(sample, (2, 3, 1, 0), "0,3") == "B, D"
        assert show_response(sample, (2, 3, 1, 0), "") == ""


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "score"),
        [
            ("100", 1), ("105", 1), ("95", 1), ("105.01", 0.5), ("115", 0.5), ("85", 0.5),
            ("115.1", 0), ("-100", 0), ("1,00", 0), ("1e2", 1), ("10^2", 1),
        ],
    )  # fmt: skip
    def test_within_the_tolerance_is_right_and_within_three_is_half_right(self, text, score):
        assert score_of(numeric(100, relative=0.05), text) == score
        assert score_of(numeric(100, absolute=5), text) == score

    def test_the_edge_of_the_tolerance_belongs_to_it_in_spite_of_rounding(self):
        assert score_of(numeric(0.3, absolute=0.1), "0.4") == 1
        assert score_of(numeric(0.3, absolute=0.1), "0.6") == 0.5

    def test_without_a_tolerance_the_number_has_to_be_exact(self):
        for sample in (numeric(31), numeric(31, relative=0.0), numeric(31, absolute=0)):
            assert score_of(sample, "31") == 1
            assert score_of(sample, "31.0001") == 0

    def test_exact_numbers_forgive_what_arithmetic_rounds(self):
        assert score_of(numeric(0.3), "0.1*3") == 1
        assert score_of(numeric(1 / 3), "1/3") == 1

    def test_zero_has_no_relative_tolerance(self):
        assert score_of(numeric(0, relative=0.5), "0") == 1
        assert score_of(numeric(0, relative=0.5), "0.001") == 0
        assert score_of(numeric(0, absolute=0.01), "0.001") == 1

    @pytest.mark.parametrize("text", ["12 GiB", "12", "12288 MiB", "12gib", "12 gibibytes"])
    def test_any_unit_that_converts_will_do_and_none_is_the_one_asked_for(self, text):
        assert score_of(numeric(12, "GiB", relative=0.001), text) == 1

    def test_gigabytes_are_not_gibibytes(self):
        assert score_of(numeric(12, "GiB", relative=0.01), "12 GB") == 0

    def test_percent_and_ratio_are_told_apart_by_the_sign(self):
        asked_in_percent = numeric(81, "%", absolute=1)

        assert score_of(asked_in_percent, "81") == 1
        assert score_of(asked_in_percent, "0.81") == 0
        assert score_of(numeric(0.81, relative=0.01), "81 %") == 1

    def test_further_values_count_as_the_first_does(self):
        sample = numeric(1, "GiB", relative=0.01, also=(Quantity(1, "GB"), Quantity(7, "tokens")))

        assert score_of(sample, "1 GB") == 1
        assert score_of(sample, "1.015 GB") == 0.5
        assert score_of(sample, "7 tokens") == 1
        assert score_of(sample, "8 tokens") == 0

    def test_an_absolute_tolerance_is_in_the_keys_unit_for_further_values_too(self):
        sample = numeric(1, "s", absolute=0.1, also=(Quantity(2000, "ms"),))

        assert score_of(sample, "2.1 s") == 1
        assert score_of(sample, "2200 ms") == 0.5

    @pytest.mark.parametrize(
        ("text", "hint"),
        [("4 ms", "Answer in GiB"), ("about ten", "Write it like"), ("", "is empty")],
    )
    def test_what_cannot_be_the_answer_is_refused_with_a_way_on(self, text, hint):
        with pytest.raises(Unreadable, match=hint):
            understand(numeric(12, "GiB"), text)

    @pytest.mark.parametrize(
        ("text", "response", "echo"),
        [
            ("1024 MiB", "1024.0 MiB", "1024 MiB = 1 GiB"), ("1", "1.0", "1 GiB"),
            ("1 gib", "1.0", "1 GiB"), ("1 gibibyte", "1.0 gibibyte", "1 GiB"),
            ("2^10 mib", "1024.0 MiB", "1024 MiB = 1 GiB"),
            ("1 GB", "1.0 GB", "1 GB = 0.931323 GiB"),
        ],
    )  # fmt: skip
    def test_the_echo_repeats_what_was_understood(self, text, response, echo):
        assert understand(numeric(1, "GiB"), text) == (response, echo)

    def test_a_short_count_is_echoed_in_full(self):
        assert understand(numeric(7e9, ""), "7B")[1] == "7 B = 7,000,000,000"

    def test_a_further_unit_is_echoed_as_typed(self):
        sample = numeric(1, "GiB", also=(Quantity(7, "tokens"),))

        assert understand(sample, "7 tokens") == ("7.0 tokens", "7 tokens")

    def test_a_unit_of_the_bank_that_members_could_not_type_still_works(self):
        sample = numeric(3, "weird 2 unit")

        assert score_of(sample, "3") == 1
        assert show_response(sample, (), understand(sample, "3")[0]) == "3 weird 2 unit"

    def test_responses_are_shown_in_the_keys_unit_so_that_equal_ones_count_together(self):
        sample = numeric(1, "GiB", also=(Quantity(7, "tokens"),))

        shown = [show_response(sample, (), r) for r in ("1.0", "1024.0 MiB", "7.0 tokens")]

        assert shown == ["1 GiB", "1 GiB", "7 tokens"]

    def test_a_numeric_question_without_its_key_is_a_fault(self):
        with pytest.raises(ValueError, match="no numeric key"):
            grade(question(QuestionType.NUMERIC), "1")

    numbers = st.floats(-1e9, 1e9)

    @given(numbers, st.floats(0, 1), numbers, numbers)
    def test_a_closer_number_never_scores_less(self, value, relative, one, other):
        sample = numeric(value, relative=relative)
        near, far = sorted((one, other), key=lambda x: abs(x - value))
        assume(abs(near - value) < abs(far - value))

        assert grade(sample, repr(near)).score >= grade(sample, repr(far)).score

    @given(numbers, st.floats(0, 1e6), numbers)
    def test_a_wider_tolerance_never_costs(self, value, absolute, given_value):
        narrow = grade(numeric(value, absolute=absolute), repr(given_value)).score
        wide = grade(numeric(value, absolute=absolute * 2), repr(given_value)).score

        assert narrow <= wide

    @given(numbers, st.floats(0, 1))
    def test_the_value_itself_is_always_right(self, value, relative):
        assert score_of(numeric(value, "GB", relative=relative), f"{value!r} GB") == 1


class TestShort:
    def test_an_accepted_form_is_right_however_it_is_dressed(self):
        assert score_of(short("skip connection"), "  A skip-connection. ") == 1

    def test_anything_else_is_wrong(self):
        assert score_of(short("skip connection"), "dropout") == 0

    def test_the_echo_is_the_text_without_stray_blanks(self):
        assert understand(short("x"), " Skip \n connection ") == ("Skip connection",) * 2

    def test_too_long_an_answer_is_refused(self):
        with pytest.raises(Unreadable, match="200"):
            understand(short("x"), "x" * 201)

    @pytest.mark.parametrize("sample", [short("x"), output("1"), question(QuestionType.OPEN)])
    def test_an_empty_answer_is_refused(self, sample):
        with pytest.raises(Unreadable, match="empty"):
            understand(sample, " \n ")

    def test_a_short_question_without_its_key_is_a_fault(self):
        with pytest.raises(ValueError, match="no accepted forms"):
            grade(question(QuestionType.SHORT), "x")


class TestCodeOutput:
    @pytest.mark.parametrize(
        "text",
        [
            "[1, 2]\nTrue",
            "\n[1, 2]  \r\nTrue\n\n",
            "```\n[1, 2]\nTrue\n```",
            "```python\n[1, 2]\nTrue```",
        ],
    )
    def test_blanks_at_the_ends_and_fences_do_not_matter(self, text):
        assert score_of(output("[1, 2]\nTrue\n"), text) == 1

    @pytest.mark.parametrize("text", ["[1,2]\nTrue", "[1, 2] True", "[1, 2]\ntrue", "[1, 2]"])
    def test_everything_else_has_to_be_exact(self, text):
        assert score_of(output("[1, 2]\nTrue\n"), text) == 0

    def test_quotation_marks_of_a_telephone_count_as_straight_ones(self):
        assert score_of(output("{'a': \"b\"}"), "{\u2018a\u2019: \u201cb\u201d}") == 1

    def test_an_output_that_is_itself_in_backticks_can_be_typed(self):
        assert score_of(output("`x`"), "`x`") == 1

    def test_indentation_after_the_first_line_counts(self):
        assert score_of(output("a\n  b"), "a\n  b") == 1
        assert score_of(output("a\n  b"), "a\nb") == 0

    def test_a_long_output_is_shown_on_one_short_line(self):
        shown = show_response(output("x"), (), "\n".join("0123456789" for _ in range(20)))

        assert "\n" not in shown
        assert len(shown) == 100


class TestOpen:
    def test_the_text_is_kept_and_a_long_one_echoed_in_part(self):
        text = "word " * 500

        response, echo = understand(question(QuestionType.OPEN), text)

        assert response == text.strip()
        assert len(echo) <= 1000
        assert echo.endswith("\u2026")

    def test_it_is_not_graded_by_rules(self):
        with pytest.raises(ValueError, match="open"):
            grade(question(QuestionType.OPEN), "text")


class TestGrade:
    @pytest.mark.parametrize("score", [-0.1, 1.1])
    def test_a_score_outside_of_none_and_all_is_a_fault(self, score):
        with pytest.raises(ValueError, match="0 to 1"):
            Grade(score)

    def test_thousandths_are_rounded(self):
        assert [Grade(s).score_milli for s in (0, 1 / 3, 2 / 3, 1)] == [0, 333, 667, 1000]

    @pytest.mark.parametrize("kind", list(QuestionType))
    def test_every_type_is_chosen_or_put_in_order_or_understood(self, kind):
        if kind in CHOICE:
            assert choose(closed(kind, {0}), {1}) == "1"
        elif kind is QuestionType.ORDER:
            assert arrange(closed(kind, set()), [1, 0, 3, 2]) == "1,0,3,2"
        else:
            sample = numeric(1) if kind is QuestionType.NUMERIC else question(kind)
            assert understand(sample, "1")[1] == "1"


@pytest.mark.parametrize(
    ("sample", "text", "echo"),
    [
        (numeric(100), "\u202e100\u202c", "100"),
        (short("concept drift"), "concept\u200b drift\ufeff", "concept drift"),
        (output("9 1.33"), "\u20669 1.33\u2069", "9 1.33"),
    ],
)
def test_what_cannot_be_seen_is_neither_graded_nor_shown(sample, text, echo):
    response, shown = understand(sample, text)

    assert shown == echo
    assert grade(sample, response).correct


def test_an_open_answer_stays_as_it_was_written():
    text = "\u200f\u0645\u0631\u062d\u0628\u0627"

    assert understand(question(QuestionType.OPEN), text) == (text, text)
