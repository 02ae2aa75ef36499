"""Pages of the capteur programmes."""

from capteur.routes.programmes import bp as programme_pages

PAGES = (programme_pages,)
