"""Which axes a household meets: truth tables of ISSUE, and properties for any programme."""

from hypothesis import given
from hypothesis import strategies as st

from axes.data import issue_programme as issue
from axes.rules.eligibility import AxisRules, must_write_reason, propose, weigh
from axes.vocab import Answer, RuleKind

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
ISSUE = [
    AxisRules(n, row[4], tuple((code, kind) for (axis, code), kind in issue.RULES.items() if axis == n))
    for n, row in issue.AXES.items()
]
CODES = list(issue.CRITERIA)
answers = st.dictionaries(st.sampled_from(CODES), st.sampled_from(Answer))
programmes = st.lists(
    st.builds(
        AxisRules,
        st.integers(1, 6),
        st.integers(1, 3),
        st.dictionaries(st.sampled_from(CODES), st.sampled_from(RuleKind)).map(lambda rules: tuple(rules.items())),
    ),
    max_size=4,
    unique_by=lambda axis: axis.number,
)


def yes(*codes):
    return dict.fromkeys(codes, YES)


def proposed(*codes):
    return propose(ISSUE, yes(*codes)).number


def test_axis_1_asks_for_stable_income_and_one_of_two_wishes():
    assert proposed("stable_income", "wish_lasting_home") == 1
    assert proposed("stable_income", "needs_buffer") == 1
    assert proposed("stable_income") is None
    assert proposed("wish_lasting_home", "needs_buffer") is None
    lacking = propose(ISSUE, yes("wish_lasting_home")).result(1)
    assert (lacking.lacking, lacking.none_of) == (("stable_income",), ())
    idle = propose(ISSUE, yes("stable_income")).result(1)
    assert (idle.lacking, idle.none_of) == ((), ("wish_lasting_home", "needs_buffer"))


def test_axis_2_takes_any_of_four_with_or_without_income_and_papers():
    for code in ("street", "needs_rest", "needs_papers", "excluded_from_shelter"):
        for income in Answer:
            assert propose(ISSUE, {code: YES, "stable_income": income}).number == 2
    assert proposed("stable_income") is None


def test_axis_3_asks_for_both_and_a_reason_where_an_expected_one_is_missing():
    both = yes("very_fragile", "cumulated_problems")
    assert propose(ISSUE, both).number == 3
    assert propose(ISSUE, both).result(3).unmet == ("mental_health", "addiction")
    assert must_write_reason(propose(ISSUE, both), 3)
    assert must_write_reason(propose(ISSUE, both | yes("mental_health")), 3)
    assert not must_write_reason(propose(ISSUE, both | yes("mental_health", "addiction")), 3)
    assert proposed("very_fragile") is None
    assert proposed("cumulated_problems", "mental_health", "addiction") is None


def test_axis_3_speaks_before_1_and_1_before_2():
    everything = yes(*CODES)
    assert propose(ISSUE, everything).number == 3
    assert propose(ISSUE, everything | {"very_fragile": NO}).number == 1
    assert propose(ISSUE, everything | {"very_fragile": NO, "stable_income": NO}).number == 2


def test_another_axis_than_proposed_asks_for_a_reason():
    proposal = propose(ISSUE, yes("stable_income", "wish_lasting_home", "street"))
    assert proposal.number == 1
    assert not must_write_reason(proposal, 1)
    assert must_write_reason(proposal, 2)
    assert must_write_reason(proposal, 9)


def test_what_nobody_asked_is_told_apart_from_a_no():
    open_question = weigh(ISSUE[0], yes("wish_lasting_home"))
    assert open_question.could_be
    assert open_question.unknown == ("stable_income",)
    closed = weigh(ISSUE[0], yes("wish_lasting_home") | {"stable_income": NO})
    assert not closed.could_be
    assert not weigh(ISSUE[1], dict.fromkeys(CODES, NO)).could_be


def test_where_nothing_is_known_nothing_is_proposed_but_what_to_ask():
    usual = AxisRules(4, 0, (("street", RuleKind.EXPECTED),))  # met by anybody: it only expects
    assert propose([usual], {"street": NO}).number == 4
    for nothing in ({}, dict.fromkeys(CODES, UNKNOWN)):
        proposal = propose([usual, *ISSUE], nothing)
        assert proposal.number is None
        assert proposal.to_ask[:2] == ("very_fragile", "cumulated_problems"), "axis 3 speaks before the others"
        assert set(proposal.to_ask) <= set(CODES)
    assert propose(ISSUE, dict.fromkeys(CODES, NO)).to_ask == ()


@given(programmes, answers)
def test_the_proposed_axis_is_an_eligible_one_of_lowest_priority(axes, given_answers):
    proposal = propose(axes, given_answers)
    known = any(answer is not UNKNOWN for answer in given_answers.values())
    eligible = [one for one in proposal.results if one.eligible and known]
    assert (proposal.number is None) == (not eligible)
    if eligible:
        assert (proposal.result(proposal.number).priority, proposal.number) == min(
            (e.priority, e.number) for e in eligible
        )


@given(programmes, answers)
def test_each_axis_is_met_or_says_why_not(axes, given_answers):
    for axis, result in ((axis, weigh(axis, given_answers)) for axis in axes):
        assert result.eligible == (bool(axis.rules) and not result.lacking and not result.none_of)
        assert set(result.met).isdisjoint({*result.lacking, *result.none_of, *result.unmet})
        assert not (result.could_be and result.eligible)


@given(programmes, answers, st.sampled_from(CODES))
def test_one_more_yes_never_closes_an_axis(axes, given_answers, code):
    for axis in axes:
        if weigh(axis, given_answers).eligible:
            assert weigh(axis, given_answers | {code: YES}).eligible


@given(programmes, answers, st.sampled_from(CODES))
def test_unknown_counts_as_not_yes(axes, given_answers, code):
    without = {key: value for key, value in given_answers.items() if key != code}
    for axis in axes:
        unknown, no = (weigh(axis, without | {code: one}) for one in (UNKNOWN, NO))
        assert weigh(axis, without) == unknown
        assert unknown.eligible == no.eligible
