import pytest

from taxonomy.tokens import token_pattern


@pytest.mark.parametrize(
    ("pattern", "written", "canonical"),
    [
        ("L{n}", "L1", "L1"),
        ("L{n}", "1", "L1"),
        ("M{letter}", "G", "MG"),
        ("M{letter}", "M", "MM"),
        ("M{letter}", "MG", "MG"),
        ("{stage}.{step}{letter}", "3.2b", "3.2b"),
        ("CF{group}{letter}", "CF1b", "CF1b"),
        ("B-{region}", "arm2", "B-arm2"),
    ],
)
def test_a_code_is_written_in_full_or_as_the_value_of_its_placeholder(pattern, written, canonical):
    assert token_pattern(pattern).canonical(written) == canonical


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("L{n}", "E1"),
        ("L{n}", "L"),
        ("M{letter}", "MGG"),
        ("{stage}.{step}{letter}", "3b"),
        ("{stage}.{step}{letter}", "3x2b"),
        ("CF{group}{letter}", "1b"),
        ("L{n}", "L١"),
    ],
)
def test_a_code_outside_the_pattern_is_not_rendered(pattern, written):
    assert token_pattern(pattern).canonical(written) is None


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("L1", "has no placeholder such as {n}"),
        ("{n}.{n}", "has a placeholder twice"),
        ("{a b}", "has a placeholder that is not a plain name"),
        ("L/{n}", "has a brace, slash, bar or space outside its placeholders"),
        ("L{n", "has no placeholder such as {n}"),
        ("L{n}{", "has a brace, slash, bar or space outside its placeholders"),
    ],
)
def test_a_pattern_with_an_error_says_which(pattern, complaint):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (its text is compared)
        token_pattern(pattern)
    assert str(refused.value) == complaint
