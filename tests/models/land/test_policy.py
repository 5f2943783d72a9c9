"""How long lots are set aside is what the estate says, within what can be."""

import pytest
from sqlalchemy import select

from models.audit import Audit
from models.land.policy import ClaimPolicy, WrongPolicy, policy_of, set_policy
from tests.factories import EstateFactory
from tests.land import an_act


def test_an_estate_begins_with_two_weeks_offered_and_thirty_days_for_sales(session):
    assert policy_of([EstateFactory()]) == ClaimPolicy() == policy_of([])


def test_a_policy_is_set_and_what_changed_is_on_record(session):
    estate = EstateFactory()

    set_policy(session, estate, ClaimPolicy(hold_days=7, sales_hold_days=10), act=an_act(session))

    assert policy_of([estate]) == ClaimPolicy(hold_days=7, sales_hold_days=10)
    (told,) = session.scalars(select(Audit))
    assert (told.what, told.subject) == ("policy", f"estate:{estate.id}")
    assert told.details == {"hold_days": [14, 7], "sales_hold_days": [30, 10]}


def test_lots_of_several_estates_are_set_aside_by_the_tightest_limits(session):
    strict, slow = EstateFactory(sales_hold_days=20), EstateFactory(hold_days=10, hold_extensions=0)

    assert policy_of([strict, slow]) == ClaimPolicy(sales_hold_days=20, hold_days=10, hold_extensions=0)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ({"hold_days": 31}, {"sales_hold_days"}),
        ({"hold_days": 0}, {"hold_days"}),
        ({"most_hold_days": 29}, {"most_hold_days"}),
        ({"hold_extensions": -1}, {"hold_extensions"}),
        ({"reservation_days": 400}, {"most_reservation_days"}),
        ({"most_reservation_days": 10**9}, {"most_reservation_days"}),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(session, days, names):
    estate = EstateFactory()

    with pytest.raises(WrongPolicy) as refused:
        set_policy(session, estate, ClaimPolicy(**days), act=an_act(session))

    assert refused.value.names == names
    assert policy_of([estate]) == ClaimPolicy()
