"""Every table of the product, imported in one place, for migrations and mappers."""

from sqlalchemy.orm import configure_mappers

import sites.models.communes
import sites.models.operators
import sites.models.sites
import sites.models.units  # noqa: F401

configure_mappers()
