"""Fictitious sites around today, so that every screen is alive: one that ends soon, one that lasts, one being opened…

Their names say that they are fictitious; their lenders are invented too, save Comensia, whose account the demo has.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind
from app.db import db
from app.demo.accounts import organisation
from app.periods import add_months
from occupancy.models.agreements import (
    Agreement,
    AgreementAnnex,
    AgreementTerm,
    AgreementUnit,
    Amendment,
    SupervisorNotice,
)
from occupancy.rules.endings import in_winter
from occupancy.vocab import AmendmentKind, AnnexKind, NoticeEvent, ObjectiveReason
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitCheck, UnitOutage
from sites.vocab import CheckKind, CheckResult, OperatorKind, OutageKind, Payer, UnitUse


@dataclass(frozen=True)
class Plan:
    """A fictitious site. Months are counted from today; `units` are (bedrooms, persons, floor, lift, step-free)."""

    name: str
    operator: str
    kind: OperatorKind
    address: str
    postal_code: str
    begins: int
    ends: int
    reason: ObjectiveReason
    units: tuple[tuple[int, int, int, bool, bool], ...]
    common_rooms: int = 0
    signed: bool = True
    manager: str | None = None


SMALL, FAMILY, LARGE = (1, 2), (2, 4), (3, 6)


def _stack(sizes: list[tuple[int, int]], lift: bool) -> tuple[tuple[int, int, int, bool, bool], ...]:
    """Two units a floor; the ground floor is step-free, the others are with a lift."""
    return tuple((beds, people, n // 2, lift, n < 2 or (lift and n % 3 == 0)) for n, (beds, people) in enumerate(sizes))


PLANS = (
    Plan("Aubépines (fictif)", "Comensia", OperatorKind.SISP, "rue des Aubépines 12", "1070", -22, 4,
         ObjectiveReason.RENOVATION, _stack([FAMILY, SMALL] * 5 + [LARGE, FAMILY], True), 1, manager="Communa"),
    Plan("Passerelle (fictif)", "Habitat Horizon (fictif)", OperatorKind.SISP, "quai de la Passerelle 4", "1080", -27,
         19, ObjectiveReason.RENOVATION, _stack([FAMILY] * 6 + [SMALL] * 3 + [LARGE], False), 2),
    Plan("Tilleuls (fictif)", "CityDev", OperatorKind.CITYDEV, "avenue des Tilleuls 88", "1030", -9, 14,
         ObjectiveReason.PERMIT, _stack([SMALL, SMALL, FAMILY, FAMILY, LARGE, SMALL], True)),
    Plan("Quai aux Foins (fictif)", "AIS Le Pas (fictive)", OperatorKind.AIS, "quai aux Foins 23", "1000", -2, 34,
         ObjectiveReason.OTHER, _stack([FAMILY, SMALL, SMALL, FAMILY, LARGE, FAMILY, SMALL, SMALL], False)),
    Plan("Verrière (fictif)", "Familles Verrière (fictif)", OperatorKind.PRIVATE, "rue de la Verrière 7", "1190", 2, 26,
         ObjectiveReason.SALE, _stack([FAMILY, SMALL, SMALL, LARGE], False)),
    Plan("Sorbiers (fictif)", "Habitat Horizon (fictif)", OperatorKind.SISP, "clos des Sorbiers 1", "1140", 3, 21,
         ObjectiveReason.DEMOLITION, _stack([FAMILY] * 4, False), signed=False),
    Plan("Frênes (fictif)", "AIS Le Pas (fictive)", OperatorKind.AIS, "rue des Frênes 3", "1050", -18, 13,
         ObjectiveReason.OTHER, _stack([SMALL], False)),
)  # fmt: skip


@dataclass
class LoadedSite:
    site: Site
    agreement: Agreement
    units: list[Unit] = field(default_factory=list)


def load_current_sites(today: date, users: dict[str, User], actor: Actor) -> dict[str, LoadedSite]:
    """Write the fictitious sites; gives them back by the first word of their name."""
    loaded = {plan.name.split(" ")[0]: _load(plan, today, actor) for plan in PLANS}
    _take_out_of_use(loaded, today)
    _draft_extension(loaded["Passerelle"], today)
    _sign_reduction(loaded["Verrière"], today)
    _notices(loaded["Aubépines"], today)
    record("demo.sites_loaded", None, actor=actor, sites=[one.site for one in loaded.values()])
    db.session.flush()
    return loaded


def _load(plan: Plan, today: date, actor: Actor) -> LoadedSite:
    site = _site(plan)
    first_day = add_months(today.replace(day=1), plan.begins)
    last_day = add_months(today.replace(day=1), plan.ends + 1) - timedelta(days=1)
    agreement = Agreement(
        site_id=site.id,
        reference=f"COP-{first_day:%Y-%m}-{site.name.split(' ')[0]}",
        reason=plan.reason,
        reason_text="Logements vides entre deux mandats de gestion." if plan.reason is ObjectiveReason.OTHER else None,
        signed_on=min(first_day, today) - timedelta(days=20) if plan.signed else None,
        first_day=first_day,
        last_day=last_day,
        owner_notice_days=90,
        partner_notice_days=30,
        adult_cap_cents=15000,
        minor_cap_cents=5000,
    )
    db.session.add(agreement)
    db.session.flush()
    loaded = LoadedSite(site, agreement, _units(plan, site))
    _lend(plan, loaded, today)
    return loaded


def _site(plan: Plan) -> Site:
    body = organisation(plan.operator, OrganisationKind.HOUSING_OPERATOR)
    operator = db.session.query(HousingOperator).filter_by(organisation_id=body.id).one_or_none()
    if operator is None:
        operator = HousingOperator(organisation_id=body.id, kind=plan.kind)
        db.session.add(operator)
        db.session.flush()
    manager = organisation(plan.manager, OrganisationKind.RENTAL_MANAGER) if plan.manager else None
    site = Site(
        name=plan.name,
        housing_operator_id=operator.id,
        rental_manager_id=manager.id if manager else None,
        address=plan.address,
        postal_code=plan.postal_code,
        planned_units=len(plan.units),
    )
    db.session.add(site)
    db.session.flush()
    return site


def _units(plan: Plan, site: Site) -> list[Unit]:
    dwellings = [
        Unit(
            site_id=site.id,
            code=f"{floor}.{n % 2 + 1}",
            use=UnitUse.DWELLING,
            bedrooms=beds,
            max_persons=people,
            surface_m2=26 + 18 * beds,
            floor=floor,
            has_lift=lift,
            step_free=step_free,
            animals_allowed=n % 3 == 0,
        )
        for n, (beds, people, floor, lift, step_free) in enumerate(plan.units)
    ]
    rooms = [Unit(site_id=site.id, code=f"C{n + 1}", use=UnitUse.COMMON_ROOM) for n in range(plan.common_rooms)]
    db.session.add_all([*dwellings, *rooms])
    db.session.flush()
    return [*dwellings, *rooms]


def _lend(plan: Plan, loaded: LoadedSite, today: date) -> None:
    """Cover the units; open the dwellings of agreements in force, the last two of a new site not yet."""
    agreement = loaded.agreement
    db.session.add_all(
        AgreementUnit(agreement_id=agreement.id, unit_id=unit.id, first_day=agreement.first_day)
        for unit in loaded.units
    )
    if not plan.signed:
        return
    db.session.add(AgreementTerm(agreement_id=agreement.id, known_on=agreement.signed_on, last_day=agreement.last_day))
    db.session.add_all(
        AgreementAnnex(agreement_id=agreement.id, kind=kind, done_on=agreement.signed_on)
        for kind in (AnnexKind.RENOVATION_SCHEDULE, AnnexKind.SAFETY_CHECK, AnnexKind.OWNER_INSURANCE)
    )
    db.session.flush()
    if plan.begins > 0:
        return
    dwellings = [unit for unit in loaded.units if unit.use is UnitUse.DWELLING]
    opened = dwellings[:-2] if plan.begins > -4 else dwellings
    for n, unit in enumerate(opened):
        _open(unit, agreement, n, today)
    db.session.flush()


def _open(unit: Unit, agreement: Agreement, n: int, today: date) -> None:
    """Units of a site open one after the other, as works finish."""
    first_day = min(agreement.first_day + timedelta(days=4 * n), today)
    db.session.add(UnitAvailability(unit_id=unit.id, first_day=first_day, last_day=agreement.last_day))
    until = {CheckKind.INSURANCE: today + timedelta(days=22 + 40 * (n % 5))}
    db.session.add_all(
        UnitCheck(
            unit_id=unit.id,
            kind=kind,
            result=CheckResult.PASSED,
            done_on=first_day - timedelta(days=3),
            valid_until=until.get(kind),
        )
        for kind in (CheckKind.SAFETY, CheckKind.ENTRY_INVENTORY, CheckKind.INSURANCE)
    )


def _take_out_of_use(loaded: dict[str, LoadedSite], today: date) -> None:
    """Works and damage in units that nobody lives in (the stays are written around them)."""
    passerelle, tilleuls = loaded["Passerelle"].units, loaded["Tilleuls"].units
    db.session.add_all(
        [
            UnitOutage(
                unit_id=passerelle[9].id,
                kind=OutageKind.DAMAGE,
                first_day=today - timedelta(days=12),
                last_day=None,
                reason="Dégât des eaux dans la cuisine.",
                payer=Payer.INSURANCE,
                cost_cents=240000,
            ),
            UnitOutage(
                unit_id=tilleuls[5].id,
                kind=OutageKind.WORKS,
                first_day=today - timedelta(days=20),
                last_day=today + timedelta(days=24),
                reason="Remplacement de la chaudière.",
                payer=Payer.HOUSING_OPERATOR,
                cost_cents=310000,
            ),
        ]
    )
    db.session.flush()


def _draft_extension(loaded: LoadedSite, today: date) -> None:
    last_day = add_months(loaded.agreement.last_day, 6)
    db.session.add(
        Amendment(
            agreement_id=loaded.agreement.id,
            number=1,
            kind=AmendmentKind.EXTENSION,
            reason="Permis de rénovation retardé.",
            drafted_on=today - timedelta(days=6),
            effective_on=today + timedelta(days=10),
            new_last_day=last_day,
            winter_confirmation="Le relogement est garanti par l’opérateur." if in_winter(last_day) else None,
        )
    )


def _sign_reduction(loaded: LoadedSite, today: date) -> None:
    """Signed last week, it counts half a year after the site begins: until then the end is the one first signed."""
    agreement, signed_on = loaded.agreement, today - timedelta(days=5)
    last_day = agreement.last_day.replace(day=1) - timedelta(days=1)
    amendment = Amendment(
        agreement_id=agreement.id,
        number=1,
        kind=AmendmentKind.REDUCTION,
        reason="La vente est avancée d’un mois.",
        drafted_on=today - timedelta(days=12),
        signed_on=signed_on,
        effective_on=add_months(agreement.first_day, 6),
        new_last_day=last_day,
        winter_confirmation="Le relogement est garanti par l’opérateur." if in_winter(last_day) else None,
    )
    db.session.add(amendment)
    db.session.flush()
    days = {"known_on": signed_on, "in_force_on": amendment.effective_on, "last_day": last_day}
    db.session.add(AgreementTerm(agreement_id=agreement.id, amendment_id=amendment.id, **days))


def _notices(loaded: LoadedSite, today: date) -> None:
    late, sent = today - timedelta(days=4), today - timedelta(days=60)
    db.session.add_all(
        [
            SupervisorNotice(agreement_id=loaded.agreement.id, event=NoticeEvent.OCCUPANT_CHANGE, due_on=late),
            SupervisorNotice(
                agreement_id=loaded.agreement.id,
                event=NoticeEvent.SITE_VISIT,
                due_on=sent,
                sent_on=sent,
                proof="Courriel",
            ),
        ]
    )
