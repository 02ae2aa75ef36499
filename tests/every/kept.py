"""Columns that may hold words and are not emptied when a household is erased: each says why (`test_erasing`)."""

WHY = {
    "names a list, an organisation, a place or a paper of the programme, nobody housed": """
        commune.postal_code commune.name_fr commune.name_nl destination.code destination.name_fr destination.name_nl
        destination.name_en entitlement.code entitlement.name_fr entitlement.name_nl entitlement.name_en
        entitlement.hint_fr entitlement.hint_nl entitlement.hint_en entitlement.warning_fr entitlement.warning_nl
        entitlement.warning_en entitlement.source entitlement.yearly_on entitlement.exclusive_group
        exit_step_model.name_fr exit_step_model.name_nl exit_step_model.name_en network_theme.code
        network_theme.name_fr network_theme.name_nl network_theme.name_en organisation.name organisation.short_name
        organisation.sort_name programme.code programme.name programme.sort_name axis.name_fr axis.name_nl axis.name_en
        capteur_area.name capteur_area.sort_name criterion.code criterion.name_fr criterion.name_nl criterion.name_en
        funding_call.name funding_call.sort_name funding_action.name price_table.source site.name site.address
        site.postal_code site.note site.sort_name unit.code unit.note agreement.reference agreement.reason_text
        agreement.cancel_reason agreement.contribution_rule agreement.winter_confirmation closure.note
        guarantee.provider dwelling_transfer.agency network_service_commune.postal_code relocation_plan.name
        relocation_plan.opening_postal_code agreement_annex.note amendment.reason amendment.winter_confirmation
        extension_request.reason extension_request.refusal_reason termination.reason termination.winter_confirmation
        unit_check.note unit_outage.reason agreement_document.title agreement_document.media_type
        agreement_document.content_sealed supervisor_notice.proof reserved_dwelling.place collective_session.place
        collective_session.materials information_act.subject housing_request.accompanier""",
    "of people at work, whose accounts and contacts have their own end": """
        app_user.email app_user.name app_user.locale app_user.password_hash app_user.totp_secret_sealed
        app_user.sort_name housing_operator.contact network_service.name network_service.organisation_name
        network_service.languages network_service.phone network_service.email network_service.address
        network_service.conditions network_service.sort_name capteur_convention.clauses capteur_convention.contact
        capteur_convention.contact_phone capteur_convention.contact_email capteur_convention.backup
        capteur_convention.backup_phone capteur_convention.backup_email capteur_convention.partner_signatory
        capteur_convention.programme_signatory capteur_convention.end_words tripartite.alert_contact
        tripartite.end_terms tripartite.hand_over_terms concertation_decision.who user_session.device""",
    "of an owner and a dwelling, who are somebody else": """
        owner.reference owner.name_sealed owner.phone_sealed owner.email_sealed owner.address_sealed
        opportunity.reference opportunity.address_sealed owner_contact.note_sealed owner_event.reason_sealed
        owner_word.token opportunity_event.reason_sealed visit.works_sealed capture.price_reason_sealed
        guarantee_event.reason_sealed visit_check.note_sealed visit_photo.media_type visit_photo.content_sealed""",
    "of a meeting about many, or of a partner's convention: no row of it is one household's": """
        allocation_meeting.present_sealed allocation_meeting.note_sealed concertation.place concertation.present
        concertation.minutes_sealed concertation_item.subject partner_review.reason_sealed""",
    "an opaque name, a hash, a code or numbers: says nothing of anybody": """
        attempt_counter.key form_key.key form_key.digest form_key.location journal_entry.job journal_entry.event
        journal_entry.subject_type journal_entry.subject_id journal_entry.facts journal_entry.request_id
        journal_entry.key_id journal_entry.previous journal_entry.seal journal_head.seal journal_head.key_id
        journal_head.proof household.reference access_link.token_hash break_glass.session_id calendar_feed.token_hash
        known_device.token_hash pending_sign_in.token_hash recovery_code.selector recovery_code.code_hash
        user_session.token_hash referral.living_situation housing_request.living_situation allocation.ranking
        referral_comment.field cancelled_stay.stay cancelled_stay.facts housing_request_event.fields
        stay.living_situation stay.misfits request_document.media_type cancelled_row.code relocation_line.facts
        stay_exit.postal_code""",
    "a mail holds a fixed text, numbers and one link to a page, never whom it is about": """
        outbox_mail.link_sealed outbox_mail.counts""",
    "gone by the public names in it (`axes.services.erasures`); what is typed lives for an hour": """
        kept_form.session_hash kept_form.path kept_form.content_sealed notification_seen.subject""",
}
KEPT = {column: why for why, columns in WHY.items() for column in columns.split()}
