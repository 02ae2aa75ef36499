"""A programme, a partner that refers to it, and somebody who decides."""

import pytest

from app.auth.vocab import Role


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def sender(make, programme):
    """A worker of a partner with a convention in force."""
    organisation = make.organisation(kind="referrer")
    make.convention(programme, organisation)
    return make.user(Role.PARTNER, organisation_id=organisation.id)


@pytest.fixture
def partner(sign_in, sender):
    return sign_in(sender)


@pytest.fixture
def decider(make, sign_in):
    return sign_in(make.user(Role.ALLOCATION))
