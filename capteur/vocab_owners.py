"""Codes of owners, and of what is done with them. Labels live in the catalogues."""

from enum import StrEnum


class OwnerKind(StrEnum):
    """Who owns, or lets for who owns."""

    PERSON = "person"
    COMPANY = "company"
    AGENCY = "agency"


class OwnerStage(StrEnum):
    """Where the relation with an owner stands; the last of its events says it."""

    IDENTIFIED = "identified"
    CONTACTED = "contacted"
    TALKING = "talking"
    CONVINCED = "convinced"
    ACTIVE = "active"
    DORMANT = "dormant"  # called again on a day
    REFUSED = "refused"
    DO_NOT_CONTACT = "do_not_contact"


COURTED = (OwnerStage.IDENTIFIED, OwnerStage.CONTACTED, OwnerStage.TALKING, OwnerStage.CONVINCED)


class OwnerRefusal(StrEnum):
    """Why an owner says no."""

    BAD_EXPERIENCE = "bad_experience"
    WORKS = "works"
    PRICE = "price"
    ESTATE = "estate"
    SELLS = "sells"
    LET_ALREADY = "let_already"
    DISTRUST = "distrust"
    OTHER = "other"


class LeadSource(StrEnum):
    """How a dwelling or its owner came to be known."""

    ADVERT = "advert"
    WALK = "walk"
    WORD_OF_MOUTH = "word_of_mouth"
    OWNER_BACK = "owner_back"  # the owner called back
    AGENCY = "agency"
    PARTNER = "partner"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class Initiative(StrEnum):
    """Who made a contact."""

    US = "us"
    THEM = "them"


class OwnerChannel(StrEnum):
    """How a contact was made."""

    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"
    ON_SITE = "on_site"


class OwnerAnswer(StrEnum):
    """What came of a contact."""

    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    INTERESTED = "interested"
    THINKS = "thinks"
    OFFERS_DWELLING = "offers_dwelling"
    DECLINES = "declines"
    INFORMED = "informed"


class LeadAction(StrEnum):
    """What is to be done next."""

    CALL = "call"
    WRITE = "write"
    VISIT = "visit"
    OFFER = "offer"
    PAPERS = "papers"
    SIGN = "sign"
    OTHER = "other"
