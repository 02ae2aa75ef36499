"""What tests of the first page share: a day full of things, and reading the page."""

import re
from datetime import timedelta

from lxml import html as lxml_html

from app.clock import today
from occupancy.models.closures import Closure
from occupancy.vocab import ClosureCause
from sites.vocab import CheckKind

TODAY = today()


def days(count):
    return TODAY + timedelta(days=count)


def page_of(client, url="/"):
    return lxml_html.fromstring(client.get(url).text)


def things(page, moment=None):
    """(title, text) of each thing to do, of one moment or of all."""
    where = (
        f"//section[@aria-labelledby='today-{moment}']"
        if moment
        else "//section[starts-with(@aria-labelledby, 'today-')]"
    )
    found = page.xpath(f"{where}//li[contains(@class, 'item')][not(ancestor::section[@id='today-changes'])]")
    return [(one.xpath("string(.//*[contains(@class, 'title')])"), one.xpath("string(.//small)")) for one in found]


def titles(page, moment=None):
    return [title for title, _text in things(page, moment)]


def greeted(page):
    """The number in the greeting; none is 0."""
    found = re.search(r"\d+", page.xpath("string(//h1)"))
    return int(found[0]) if found else 0


def worker_of(make, programme, team=(3, "Smes")):
    return make.team_member(programme.teams[team])


def closing(make, site, **given):
    values = {"cause": ClosureCause.WORKS, "opened_on": days(-5), "last_day": days(100)} | given
    return make.save(Closure(site_id=site.id, **values))


def field_day(make, programme, site, team, number=1):
    """Several of each thing a field worker has to do; the site closes."""
    for _ in range(number):
        make.stay(make.home(site), team=team, planned_end_on=days(-3), start_on=days(-60))
        make.stay(make.home(), team=team, planned_end_on=days(20))
        make.allocation(programme, unit=make.home(), team=team)
        make.entry_planned(team=team, planned_on=days(2))
    return site


def lent(make):
    operator = make.housing_operator()
    site = make.site(operator, name="À nous")
    units = [make.home(site, last_day=days(100)) for _ in range(3)]
    make.outage(units[2])
    make.unit_check(units[0], CheckKind.INSURANCE, valid_until=days(10))
    return operator, units
