"""Choosing a household in a form."""

from flask import abort

from app.auth.gate import reader
from app.auth.slowing import slowed_search
from axes.queries.choosing import households_among
from axes.services.searches import note_search


def offer_households(field, query, **options):
    """Let a `RecordField` offer the households of `query`. Looked for among many, they are searched as anywhere: at the
    pace of a person, and noted (S-74, S-75)."""
    slowed = slowed_search(reader()) if field.is_asked else None
    if slowed is not None:
        abort(slowed)
    field.among(households_among(query, reader(), field.text if field.is_asked else ""), **options)
    if field.is_asked and field.many:
        note_search(found=len(field.found), actor=reader())
