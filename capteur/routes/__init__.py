"""Pages of the capteur programmes."""

from capteur.routes.alerts import bp as alert_pages
from capteur.routes.captures import bp as capture_pages
from capteur.routes.concertations import bp as concertation_pages
from capteur.routes.conventions import bp as convention_pages
from capteur.routes.due_visits import bp as due_visit_pages
from capteur.routes.duties import bp as duty_pages
from capteur.routes.exit_requests import bp as exit_request_pages
from capteur.routes.guarantees import bp as guarantee_pages
from capteur.routes.lettings import bp as letting_pages
from capteur.routes.load import bp as load_pages
from capteur.routes.matching import bp as matching_pages
from capteur.routes.measures import bp as measure_pages
from capteur.routes.mediation import bp as mediation_pages
from capteur.routes.opportunities import bp as opportunity_pages
from capteur.routes.owners import bp as owner_pages
from capteur.routes.prices import bp as price_pages
from capteur.routes.programmes import bp as programme_pages
from capteur.routes.proposals import bp as proposal_pages
from capteur.routes.reactivity import bp as reactivity_pages
from capteur.routes.request_acts import bp as request_act_pages
from capteur.routes.request_documents import bp as request_document_pages
from capteur.routes.requests import bp as request_pages
from capteur.routes.settings import bp as setting_pages
from capteur.routes.stock import bp as stock_pages
from capteur.routes.tripartites import bp as tripartite_pages
from capteur.routes.visits import bp as visit_pages

PAGES = (
    programme_pages,
    convention_pages,
    price_pages,
    request_pages,
    request_act_pages,
    request_document_pages,
    exit_request_pages,
    setting_pages,
    owner_pages,
    opportunity_pages,
    matching_pages,
    proposal_pages,
    tripartite_pages,
    letting_pages,
    due_visit_pages,
    alert_pages,
    reactivity_pages,
    concertation_pages,
    mediation_pages,
    duty_pages,
    load_pages,
    visit_pages,
    guarantee_pages,
    capture_pages,
    stock_pages,
    measure_pages,
)
