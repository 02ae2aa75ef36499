"""Pages of the capteur programmes."""

from capteur.routes.conventions import bp as convention_pages
from capteur.routes.prices import bp as price_pages
from capteur.routes.programmes import bp as programme_pages
from capteur.routes.settings import bp as setting_pages

PAGES = (programme_pages, convention_pages, price_pages, setting_pages)
