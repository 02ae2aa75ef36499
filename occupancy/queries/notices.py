"""All that the supervisor (SLRB) must be told, whatever the site: due, or told with its proof (rule 5)."""

from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from occupancy.models.agreements import Agreement, SupervisorNotice
from occupancy.models.documents import AgreementDocument
from occupancy.queries.site_papers import shown_notices
from sites.models.sites import Site
from sites.queries.scope import readable_sites


def list_notices(reader: Reader, *, sent: bool) -> sa.Select[Any]:
    """Notices still owed, the first due at the top; or those sent, the latest first, with their paper."""
    columns: tuple[Any, ...] = (
        SupervisorNotice.public_id,
        SupervisorNotice.event,
        SupervisorNotice.due_on,
        SupervisorNotice.sent_on,
        SupervisorNotice.proof,
        Agreement.public_id.label("agreement_public_id"),
        Agreement.reference,
        Site.name.label("site_name"),
        AgreementDocument.public_id.label("document_public_id"),
    )
    query = (
        sa.select(*columns)
        .select_from(SupervisorNotice)
        .join(Agreement, Agreement.id == SupervisorNotice.agreement_id)
        .join(Site, Site.id == Agreement.site_id)
        .outerjoin(AgreementDocument, AgreementDocument.id == SupervisorNotice.document_id)
        .where(readable_sites(reader, Action.AGREEMENT_EDIT), shown_notices(reader))
    )
    if sent:
        found = query.where(SupervisorNotice.sent_on.is_not(None))
        return found.order_by(SupervisorNotice.sent_on.desc(), SupervisorNotice.id.desc())
    return query.where(SupervisorNotice.sent_on.is_(None)).order_by(SupervisorNotice.due_on, SupervisorNotice.id)
