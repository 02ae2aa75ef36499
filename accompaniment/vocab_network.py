"""Codes of the network: services, requests to mobilise one, what became of them. Labels live in the catalogues."""

from enum import StrEnum


class ServiceCapacity(StrEnum):
    """Whether a service takes people in, as it last said."""

    OPEN = "open"
    WAITING = "waiting"  # after so many days
    FULL = "full"


class ServiceDoubt(StrEnum):
    """What is no longer right in the directory, as somebody who tried it says."""

    CONTACT = "contact"
    CAPACITY = "capacity"
    CONDITIONS = "conditions"
    AREA = "area"
    GONE = "gone"
    OTHER = "other"


class MobilisationChannel(StrEnum):
    """How a request went out."""

    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"


class MobilisationAnswer(StrEnum):
    """What the service answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class ServiceRefusal(StrEnum):
    """Why a service does not take part."""

    FULL = "full"
    NOT_COMPETENT = "not_competent"
    AREA = "area"
    CONDITIONS = "conditions"
    PERSON_REFUSED = "person_refused"
    OTHER = "other"


class MobilisationOutcome(StrEnum):
    """What the service's part came to."""

    SOLVED = "solved"
    IMPROVED = "improved"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    PERSON_STOPPED = "person_stopped"
    REFERRED = "referred"


class MobilisationState(StrEnum):
    """Where a request stands; derived from its days, never typed."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    MET = "met"
    DECLINED = "declined"
    FINISHED = "finished"
    DROPPED = "dropped"


class NetworkDue(StrEnum):
    """What a request asks for on a day."""

    ANSWER = "answer"  # the service should have answered
    MEETING = "meeting"  # the first meeting is planned
