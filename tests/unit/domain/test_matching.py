import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import matches, tokens
from bot.domain.question import ShortKey


def accepts(text, *forms, regex=()):
    return matches(text, ShortKey(forms, regex))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Gradient Descent", "gradient descent"), ("  gradient\n descent ", "gradient descent"),
        ("the gradient descent.", "gradient descent"),
        ("\u201cgradient descent\u201d", "gradient descent"),
        ("gradient-descent", "gradient descent"), ("drop-out", "dropout"), ("drop out", "dropout"),
        ("batch_norm", "batch norm"), ("na\u00efve Bayes", "naive bayes"),
        ("Bayes' theorem", "bayes theorem"),
        ("Student\u2019s t", "students t"), ("\uff22\uff25\uff32\uff34", "BERT"), ("bert!", "BERT"),
        ("precision & recall", "precision and recall"), ("a Markov chain", "Markov chain"),
        ("L\u2011BFGS", "l-bfgs"), ("O(n\u00b2)", "O(n^2)"), ("o( n log n )", "O(n log n)"),
        ("n\u22121", "n-1"), ("n - 1", "n-1"), ("top 5", "top-5"), ("resnet50", "ResNet-50"),
        ("c ++", "C++"), ("@", "@"), ("???", "???"), ("the", "the"),
    ],
)  # fmt: skip
def test_case_punctuation_articles_and_spacing_do_not_matter(text, form):
    assert accepts(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("gradiant descent", "gradient descent"), ("gradient decent", "gradient descent"),
        ("skip conections", "skip connections"), ("regularisation", "regularization"),
        ("vanishing gradients", "vanishing gradient"), ("attention head", "attention heads"),
        ("principle component analysis", "principal component analysis"),
        ("multicolinearity", "multicollinearity"),
        ("stochastic gradeint descent", "stochastic gradient descent"),
        ("mode collapses", "mode collapse"),
    ],
)  # fmt: skip
def test_a_slight_misspelling_counts(text, form):
    assert accepts(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("L1", "L2"), ("L1 regularization", "L2 regularization"), ("BART", "BERT"),
        ("LSTMs", "LSTN"),
        ("ResNet-50", "ResNet-101"), ("0.5", "0.05"), ("5", "0.5"), ("1.0", "10"), ("2 3", "23"),
        ("-1", "1"), ("n+1", "n-1"), ("n-1", "n1"), ("O(n^2)", "O(2n)"), ("O(n!)", "O(n)"),
        ("O(n^2)", "O(n^3)"), ("C", "C++"), ("C", "C#"), ("A", "A*"),
        ("type I error", "type II error"),
        ("not convex", "convex"),
        ("differentiable almost everywhere", "not differentiable almost everywhere"),
        ("gradient descent with momentum", "gradient descent without momentum"),
        ("supervised learning", "unsupervised learning"), ("unnormalized", "normalized"),
        ("asymmetric", "symmetric"), ("unconditional generation", "conditional generation"),
        ("macro averaging", "micro averaging"), ("gradient ascent", "gradient descent"),
        ("encoder only transformer", "decoder only transformer"), ("softmin", "softmax"),
        ("likelihood minimization", "likelihood maximization"), ("top k accuracy", "top accuracy"),
        ("overfitting", "underfitting"), ("intrinsic dimension", "extrinsic dimension"),
        ("nonstationary process", "stationary process"),
        ("1000000 parameters", "1000001 parameters"),
        ("cross validation", "cross entropy"), ("gradient", "gradient descent"), ("loops", "loop"),
        ("the", "a"), ("", "BERT"), ("quartile", "quantile"), ("interval", "internal"),
        ("a b testing", "b testing"), ("x<y", "x>y"),
        ("exploding gradients", "vanishing gradients"), ("homoscedastic", "heteroscedastic"),
    ],
)  # fmt: skip
def test_answers_that_mean_something_else_are_not_taken_for_each_other(text, form):
    assert not accepts(text, form)
    assert not accepts(form, text)


def test_any_of_the_forms_will_do():
    assert accepts("residual connection", "skip connection", "residual connection")
    assert not accepts("dense connection", "skip connection", "residual connection")


def test_an_expression_has_to_match_wholly_in_any_case():
    assert accepts("Adam W", regex=(r"adam[ -]?w",))
    assert accepts("AdamW.", regex=(r"adam[ -]?w",))
    assert not accepts("not adamw", regex=(r"adam[ -]?w",))
    assert not accepts("adamw or sgd", regex=(r"adam[ -]?w",))


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
phrases = st.lists(words | st.integers(0, 999).map(str), min_size=1, max_size=4).map(" ".join)


@given(st.text(max_size=60))
def test_every_answer_says_the_same_as_itself(text):
    assert accepts(text, text)


@given(phrases)
def test_how_it_is_dressed_up_never_matters(phrase):
    assert accepts(f"  The {phrase.upper()}!", phrase)


@given(phrases, phrases)
def test_answers_match_both_ways_or_not_at_all(one, other):
    assert accepts(one, other) == accepts(other, one)


@given(st.text("abc ", max_size=20), st.integers(0, 9999), st.integers(0, 9999))
def test_answers_with_other_digits_never_match(text, one, other):
    assert accepts(f"regularization {text} {one}", f"regularization {text} {other}") == (
        one == other
    )


@given(words.filter(lambda w: len(w) < 6), words)
def test_words_under_six_letters_have_to_be_right(short, other):
    assert accepts(short, other) == (tokens(short) == tokens(other))


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_can_be_compared(one, other):
    assert accepts(one, other) in {True, False}
