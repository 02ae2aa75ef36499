"""For each guard of the database, the write that it must refuse (`test_guards`)."""

from datetime import timedelta
from typing import Any

from app.auth.vocab import Role
from app.clock import now, today
from sites.vocab import UnitUse

Case = tuple[str, str, str]  # verb, table, guard


def day(count: int) -> Any:
    return today() + timedelta(days=count)


# The row that is copied (insert) or touched (update, delete), and what is written over it; names stand for their ids.
WRITES: dict[Case, tuple[str, dict[str, Any]]] = {
    **{
        (verb, "stay", guard): ("stay_e", changes)
        for verb in ("insert", "update")
        for guard, changes in {
            "unit_not_dwelling": {"unit_id": "common"},
            "stay_no_overlap": {"unit_id": "a"},
            "stay_hits_allocation": {"unit_id": "c"},
            "stay_outside_availability": {"unit_id": "b", "start_on": day(-800), "end_on": day(-790)},
            "unit_out_of_service": {"unit_id": "d"},
            "site_handed_back": {"unit_id": "z"},
        }.items()
    },
    **{
        (verb, "allocation", guard): ("allocation_f", changes)
        for verb in ("insert", "update")
        for guard, changes in {
            "unit_not_dwelling": {"unit_id": "common"},
            "allocation_no_overlap": {"unit_id": "c"},
            "allocation_hits_stay": {"unit_id": "a"},
            "allocation_outside_availability": {"unit_id": "b", "end_on": day(500)},
            "unit_out_of_service": {"unit_id": "d"},
        }.items()
    },
    **{
        (verb, table, guard): (row, changes)
        for verb in ("insert", "update")
        for table, guard, row, changes in (
            ("stay_person", "stay_person_no_overlap", "sleeper_e", {"person_id": "person_a"}),
            ("unit_outage", "unit_outage_hits_stay", "outage_b", {"unit_id": "a"}),
            ("unit_outage", "unit_outage_hits_proposal", "outage_b", {"unit_id": "c"}),
            ("closure", "closure_keeps_stays", "closure_a", {"handed_back_on": day(0)}),
            ("household_member", "household_member_no_overlap", "member_e", {"person_id": "person_a", "role": "other"}),
            ("assignment", "assignment_no_overlap", "assignment_e", {"household_id": "household_a"}),
            ("support", "support_no_overlap", "support_e", {"household_id": "household_a"}),
            ("entitlement_event", "entitlement_exclusive", "domicile_e", {"person_id": "person_a"}),
            ("entitlement_event", "entitlement_once", "grant_e", {"person_id": "person_a"}),
            ("entitlement_event", "entitlement_proof", "domicile_e", {"document_id": "paper_e"}),
            ("exit_step", "exit_step_proof", "step_of_a", {"document_id": "paper_e"}),
            ("person_document", "person_document_of_household", "paper_e", {"person_id": "person_a"}),
            ("person_document", "person_document_in_place", "paper_e", {"replaces_id": "paper_a"}),
            (
                "household_member",
                "household_one_reference",
                "member_e",
                {"household_id": "household_a", "person_id": "stranger"},
            ),
            ("household_need", "household_need_no_overlap", "need_e", {"household_id": "household_a"}),
            ("absence", "absence_no_overlap", "absence_e", {"stay_id": "stay_a"}),
            ("stay_person", "stay_person_in_stay", "sleeper_b", {"person_id": "stranger", "start_on": day(-120)}),
            ("contribution", "contribution_in_stay", "contribution_e", {"start_on": day(-9)}),
            ("incident", "incident_unit_of_site", "incident_a", {"unit_id": "e"}),
            ("incident", "incident_outage_of_unit", "incident_a", {"outage_id": "outage_b"}),
            ("task", "task_stay_of_household", "task_a", {"stay_id": "stay_e"}),
            ("task", "task_support_of_household", "task_a", {"support_id": "support_e"}),
            ("task", "task_worker_of_organisation", "task_a", {"worker_id": "elsewhere"}),
            ("task", "task_team_of_organisation", "task_a", {"worker_id": None, "team_id": "team_elsewhere"}),
        )
    },
    ("insert", "team_member", "team_member_of_organisation"): (None, {"team_id": "team_elsewhere"}),
    ("update", "app_user", "app_user_in_team"): ("worker", {"role": Role.ALLOCATION}),
    ("insert", "unit_availability", "unit_availability_no_overlap"): ("period_e", {"first_day": day(0)}),
    ("update", "unit_availability", "unit_availability_no_overlap"): ("period_late", {"first_day": day(-60)}),
    ("insert", "unit_availability", "unit_availability_in_agreement"): (
        "period_e",
        {"first_day": day(400), "last_day": day(500)},
    ),
    ("update", "unit_availability", "unit_availability_in_agreement"): ("period_e", {"last_day": day(500)}),
    ("update", "unit_availability", "unit_availability_keeps_stays"): ("period_a", {"last_day": day(10)}),
    ("update", "unit_availability", "unit_availability_keeps_proposals"): ("period_c", {"last_day": day(10)}),
    ("delete", "unit_availability", "unit_availability_keeps_stays"): ("period_a", {}),
    ("delete", "unit_availability", "unit_availability_keeps_proposals"): ("period_c", {}),
    ("insert", "capteur_convention", "capteur_convention_no_overlap"): ("convention_b", {"number": 3}),
    ("update", "capteur_convention", "capteur_convention_no_overlap"): (
        "convention_a",
        {"ended_on": None, "end_reason": None},
    ),
    ("insert", "housing_request", "housing_request_convention"): ("request_a", {"started_on": day(-400)}),
    ("update", "housing_request", "housing_request_convention"): ("request_a", {"submitted_on": day(-400)}),
    ("update", "capteur_convention", "capteur_convention_stays_signed"): ("convention_b", {"response_days": 9}),
    **{
        (verb, table, "price_table_published"): (name, {} if verb == "delete" else changes)
        for table, name, changes, verbs in (
            ("price_table", "prices_a", {"source": "Autre"}, ("update", "delete")),
            ("price_row", "price_a", {"low_cents": 1}, ("insert", "update", "delete")),
        )
        for verb in verbs
    },
    ("insert", "closure", "closure_after_hand_back"): ("closure_z", {"handed_back_on": None}),
    ("update", "stay", "stay_keeps_nights"): ("stay_e", {"start_on": day(-4)}),
    ("update", "unit", "unit_use_keeps_stays"): ("a", {"use": UnitUse.COMMON_ROOM}),
    ("delete", "stay", "stay_keeps_trace"): ("stay_e", {}),
    ("insert", "owner_event", "owner_event_follows"): ("owner_said", {"position": 3, "before": "talking"}),
    ("insert", "opportunity_event", "opportunity_event_follows"): ("dwelling_said", {"position": 3, "before": "lead"}),
    ("insert", "owner_contact", "owner_left_alone"): ("said_to_alone", {"happened_on": day(0)}),
    ("insert", "opportunity_event", "opportunity_event_won"): (
        "dwelling_said",
        {"position": 3, "before": "visit_planned", "stage": "captured"},
    ),
    ("insert", "opportunity_event", "opportunity_event_transferred"): (
        "dwelling_won",
        {"position": 3, "before": "captured", "stage": "transferred"},
    ),
    ("insert", "capture", "capture_gate"): ("capture_a", {"visit_id": "visit_unsuitable", "opportunity_id": "seen"}),
    ("update", "visit", "visit_of_capture"): ("visit_a", {"verdict": "unsuitable", "blocking": "permit"}),
    ("insert", "guarantee_event", "guarantee_event_follows"): ("guarantee_said", {"position": 3, "before": "paid"}),
    ("insert", "guarantee_event", "guarantee_within_cap"): (
        "guarantee_said",
        {"position": 3, "before": "accepted", "state": "called", "amount_cents": 300_001},
    ),
    ("update", "guarantee", "guarantee_keeps_terms"): ("guarantee_a", {"cap_cents": 1}),
    **{
        (verb, "housing_proposal", "housing_proposal_programme"): ("proposal_a", {"opportunity_id": "seen"})
        for verb in ("insert", "update")
    },
    **{
        (verb, "housing_proposal", "housing_proposal_for_exits"): ("proposal_a", {"opportunity_id": "kept"})
        for verb in ("insert", "update")
    },
    ("update", "tripartite", "tripartite_stays_signed"): ("tripartite_a", {"response_days": 9}),
    ("insert", "tripartite_signature", "tripartite_signature_due"): ("signature_a", {"party": "support"}),
    ("insert", "tripartite_signature", "tripartite_no_overlap"): ("signature_b", {"party": "sender"}),
    ("insert", "letting", "letting_convention"): ("letting_a", {"start_on": day(-400), "end_on": day(-390)}),
    ("update", "letting", "letting_convention"): ("letting_a", {"start_on": day(-90)}),
    ("insert", "letting", "letting_no_overlap"): ("letting_a", {}),
    ("update", "letting", "letting_no_overlap"): ("letting_past", {"end_on": None}),
    ("update", "support_alert", "support_alert_stays"): ("alert_a", {"answer_by": day(30)}),
    ("insert", "mediation_step", "mediation_step_open"): ("step_a", {"case_id": "case_over"}),
    ("update", "mediation_case", "mediation_case_stays"): ("case_a", {"opened_on": day(-3)}),
    ("insert", "capteur_duty", "capteur_duty_no_overlap"): ("duty_a", {}),
    ("update", "capteur_duty", "capteur_duty_no_overlap"): ("duty_a", {"end_on": day(0)}),
    ("insert", "capteur_delegation", "capteur_delegation_no_overlap"): ("delegation_a", {"last_day": day(5)}),
    ("update", "capteur_delegation", "capteur_delegation_no_overlap"): ("delegation_b", {"first_day": day(0)}),
    ("update", "erasure", "erasure_stays"): ("erasure_done", {"reason": "kept_long_enough"}),
    ("delete", "erasure", "erasure_stays"): ("erasure_done", {}),
    ("update", "erasure", "erasure_under_way"): ("erasure_a", {"done_at": now(), "confirmed_by_id": "elsewhere"}),
    ("update", "household", "household_erased_by_two"): ("household_e", {"erased_on": day(0)}),
    ("update", "household", "household_stays_erased"): ("erased", {"erased_on": None}),
    ("update", "person", "person_stays_erased"): ("erased_person", {"name_sealed": "k1.x"}),
    **{
        ("insert", table, "of_erased_household"): ("", {"household_id": "erased"})
        for table in (
            "referral",
            "consent",
            "axis_assessment",
            "contact",
            "note",
            "task",
            "person_document",
            "exit_plan",
            "incident",
            "mobilisation",
        )
    },
    **{(verb, "tenancy", "tenancy_two_years"): ("residence", {"leave_by": day(740)}) for verb in ("insert", "update")},
}
