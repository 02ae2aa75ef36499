"""Loads the demonstration: what is real and what is invented, in one transaction."""

from app.audit.actor import system
from app.audit.journal import record
from app.auth.vocab import OrganisationKind
from app.clock import today
from app.db import db, transaction
from app.demo.accounts import load_accounts, organisation
from app.demo.capteur import open_capteur
from app.demo.captures import win_dwellings
from app.demo.current_sites import load_current_sites
from app.demo.documents import file_documents
from app.demo.exits import plan_exits
from app.demo.follow_up import follow_lettings
from app.demo.funding import fund_housing
from app.demo.incidents import note_incidents
from app.demo.lettings import let_dwellings
from app.demo.lives import Chronicle
from app.demo.mediation import mediate
from app.demo.network import weave_network
from app.demo.news import bring_news
from app.demo.owners import note_owners
from app.demo.papers import file_papers
from app.demo.people import Inventor
from app.demo.prevention import prevent_evictions
from app.demo.programme import REFERRER, load_programme
from app.demo.published import load_published_lives
from app.demo.real_sites import load_real_sites
from app.demo.reconstructed import reconstruct
from app.demo.rights import note_rights
from app.demo.story import Story, write_story
from app.demo.tasks import note_tasks
from occupancy.services.destinations import load_destinations
from sites.services.communes import load_communes

ACTOR = system("demo")


def load_published(password: str) -> None:
    """Write the invented persons whose stays give the published totals, and commit."""
    with transaction("write"):
        load_communes(actor=ACTOR)
        users = load_accounts(password, ACTOR)
        load_published_lives(users, ACTOR)
        reconstruct(users, ACTOR)
        record("demo.loaded", None, actor=ACTOR)
        db.session.commit()


def load_demo(password: str) -> None:
    """Write the whole demonstration and commit. Needs an empty, migrated database."""
    with transaction("write"):
        load_communes(actor=ACTOR)
        load_real_sites(ACTOR)
        users = load_accounts(password, ACTOR)
        sites = load_current_sites(today(), users, ACTOR)
        file_papers(sites, today(), users["coordination"], ACTOR)
        programme = load_programme(today(), users, ACTOR)
        destinations = load_destinations(actor=ACTOR)
        sender = organisation(REFERRER, OrganisationKind.REFERRER)
        chronicle = Chronicle(programme, users, destinations)
        write_story(Story(today(), chronicle, Inventor(), sites, users, sender))
        note_rights(today(), ACTOR)
        file_documents(today())
        plan_exits(today(), ACTOR)
        note_tasks(today(), users)
        weave_network(today(), users, ACTOR)
        fund_housing(today(), users)
        prevent_evictions(today(), users)
        note_incidents(today(), users)
        open_capteur(today(), users, ACTOR)
        note_owners(today(), users["capteur"])
        win_dwellings(today(), users["capteur"])
        let_dwellings(today(), users)
        follow_lettings(today(), users)
        mediate(today(), users)
        bring_news(today(), users, sites)
        record("demo.loaded", None, actor=ACTOR)
        db.session.commit()


DATASETS = {"demo": load_demo, "published": load_published}
