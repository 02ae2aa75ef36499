"""Pages on accounts, settings, sites, units and agreements."""

from typing import Any

import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db
from occupancy.models.agreements import AgreementAnnex, SupervisorNotice
from occupancy.models.extensions import ExtensionRequest
from occupancy.vocab import AnnexKind, NoticeEvent
from sites.models.units import UnitAvailability
from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def account_pages(make: Make, known: dict[str, Any]) -> dict[str, Example]:
    user, organisation, admin = make.user(), make.organisation(), "administrator"
    return {
        "account.show": edit("partner", "/account", "name", "Chez nous", "Chez eux"),
        "account.password": act("partner", "/account/password"),
        "auth.totp_enrol": act("partner", "/account/second-factor"),
        "auth.confirm": act("partner", "/confirm"),
        "accounts.new": act(admin, "/accounts/new"),
        "accounts.edit": edit(admin, f"/accounts/{user.public_id}/edit", "name", "Une Personne", "Autre Personne"),
        "organisations.new": act(admin, "/organisations/new"),
        "organisations.edit": edit(admin, f"/organisations/{organisation.public_id}/edit", "name", "Un", "Deux"),
    }


def setting_pages(make: Make, programme: Any) -> dict[str, Example]:
    who, base = "administrator", "/settings"
    joined = make.team_member(programme.teams[3, "Smes"])
    make.user(Role.FIELD_WORKER, organisation_id=joined.organisation_id)
    convention = make.convention(programme, make.organisation(), last_day=days(90))
    own, axis, criterion = (
        f"{base}/programmes/{programme.public_id}",
        f"{base}/axes/{programme.axes[1].public_id}",
        f"{base}/criteria/{programme.criteria['street'].public_id}",
    )
    team = f"{base}/teams/{programme.teams[3, 'Smes'].public_id}"
    dated = (days(100).isoformat(), days(200).isoformat())
    return {
        "programmes.new": act(who, f"{base}/programmes/new"),
        "programmes.edit": edit(who, f"{own}/edit", "name", "Un programme", "Un autre"),
        "programmes.new_axis": act(who, f"{own}/axes/new"),
        "programmes.axis": edit(who, f"{axis}/edit", "name_nl", "Eerst", "Dan"),
        "programmes.rules": edit(who, f"{axis}/rules", f"r_{programme.criteria['street'].id}", "required", "expected"),
        "programmes.new_criterion": act(who, f"{own}/criteria/new"),
        "programmes.criterion": edit(who, f"{criterion}/edit", "name_en", "One", "Two"),
        "team_settings.new": act(who, f"{own}/teams/new"),
        "team_settings.edit": edit(who, f"{team}/edit", "capacity", "31", "32"),
        "team_settings.members": act(who, f"{team}/members"),
        "team_settings.leave": act(who, f"{team}/members/{joined.public_id}/end"),
        "team_settings.new_convention": act(who, f"{own}/conventions/new"),
        "team_settings.convention": edit(who, f"{base}/conventions/{convention.public_id}/edit", "last_day", *dated),
    }


def site_pages(make: Make) -> dict[str, Example]:
    who, operator, manager = "coordination", make.housing_operator(contact="Accueil"), make.organisation()
    make.commune("1080")
    site = make.site(
        operator, address="Quai 1", postal_code="1080", planned_units=4, note="Bleu", rental_manager_id=manager.id
    )
    unit = make.home(site, floor=2, surface_m2=40, has_lift=True, note="Clair")
    outage = make.outage(unit, first_day=days(10), last_day=days(20), cost_cents=1250)
    period = availability_of(make, unit)
    own, place, lender = f"/sites/{site.public_id}", f"/units/{unit.public_id}", operator.public_id
    return {
        "sites.new": act(who, "/sites/new"),
        "sites.edit": edit(who, f"{own}/edit", "address", "Quai 2", "Quai 3"),
        "units.new": act(who, f"{own}/units/new"),
        "units.edit": edit(who, f"{place}/edit", "bedrooms", "1", "3"),
        "units.open": act(who, f"{place}/open"),
        "availabilities.edit": edit(
            who, f"/availabilities/{period}/edit", "last_day", days(300).isoformat(), days(200).isoformat()
        ),
        "availabilities.close": act(who, f"/availabilities/{period}/close"),
        "outages.new": act(who, f"{place}/outages/new"),
        "outages.edit": edit(who, f"/outages/{outage.public_id}/edit", "cost", "13,00", "14,50"),
        "outages.cancel": act(who, f"/outages/{outage.public_id}/cancel"),
        "checks.new": act(who, f"{place}/checks/new"),
        "housing_operators.new": act(who, "/housing-operators/new"),
        "housing_operators.edit": edit(who, f"/housing-operators/{lender}/edit", "contact", "Le guichet", "La garde"),
    }


def availability_of(make: Make, unit: Any) -> str:
    """The public id of the period in which a unit is open."""
    with make.app.app_context():
        query = sa.select(UnitAvailability.public_id).where(UnitAvailability.unit_id == unit.id)
        return str(db.session.scalars(query).one())


def agreement_pages(make: Make, known: dict[str, Any]) -> dict[str, Example]:
    who, site = "coordination", make.site()
    units = [make.unit(site), make.unit(site)]
    draft = make.agreement(
        site, signed_on=None, units=units, winter_confirmation="Dit au propriétaire.",
        adult_cap_cents=15050, owner_notice_days=60, contribution_rule="Charges", reason_text="Le chantier"
    )  # fmt: skip
    standing = make.agreement(site, units=[make.unit(site)], first_day=days(-30), last_day=days(300))
    kind = AnnexKind.HOUSE_RULES
    done = {"done_on": days(-3), "valid_until": days(9), "note": "Lu", "recorded_by_id": known[who].id}
    make.save(AgreementAnnex(agreement_id=standing.id, kind=kind, **done))
    amendment = make.amendment(standing, effective_on=days(300), new_last_day=days(400))
    notice = make.save(SupervisorNotice(agreement_id=standing.id, event=NoticeEvent.SIGNATURE, due_on=days(9)))
    drafted, own = f"/agreements/{draft.public_id}", f"/agreements/{standing.public_id}"
    return {
        "agreement.draft": act(who, f"/sites/{site.public_id}/agreements/new"),
        "agreement.edit": edit(who, f"{drafted}/edit", "adult_cap", "151,00", "152,50"),
        "agreement.cover": edit(who, f"{drafted}/units", "units", units[0].public_id, units[1].public_id),
        "agreement.sign": act(who, f"{drafted}/sign"),
        "agreement.cancel": act(who, f"{drafted}/cancel"),
        "amendment.draft": act(who, f"{own}/amendments/new"),
        "amendment.sign": act(who, f"/amendments/{amendment.public_id}/sign"),
        "termination.give": act(who, f"{own}/termination/new"),
        "annex.record": edit(who, f"{own}/annexes/{kind}", "note", "Relu", "Relu deux fois"),
        "supervisor_notice.new": act(who, f"{own}/supervisor-notices/new"),
        "supervisor_notice.send": act(who, f"/supervisor-notices/{notice.public_id}/send"),
        "agreement_document.add": act(who, f"{own}/documents/new"),
        "agreement_document.add_to_site": act(who, f"/sites/{site.public_id}/documents/new"),
    }


def extension_pages(make: Make) -> dict[str, Example]:
    """`drafted` is written, `sent` waits for its answer; nothing was asked for `free` yet."""
    who, lent = "coordination", {"first_day": days(-300), "last_day": days(100)}
    free, *others = (make.agreement(site, units=[make.unit(site)], **lent) for site in (make.site() for _ in range(3)))
    asked = {"asked_last_day": days(200), "reason": "Le chantier est reporté.", "drafted_on": days(-9)}
    gone = ({}, {"sent_on": days(-8), "answer_due_on": days(20)})
    drafted, sent = (
        make.save(ExtensionRequest(agreement_id=agreement.id, **asked, **more))
        for agreement, more in zip(others, gone, strict=True)
    )
    own = f"/extension-requests/{drafted.public_id}"
    return {
        "extension.new": act(who, f"/agreements/{free.public_id}/extension-requests/new"),
        "extension.edit": edit(who, f"{own}/edit", "reason", "Le permis manque.", "Le budget manque."),
        "extension.sent": act(who, f"{own}/sent"),
        "extension.answer": act(who, f"/extension-requests/{sent.public_id}/answer"),
        "extension.drop": act(who, f"{own}/drop"),
    }
