"""Follow-up of the lettings of the demonstration, all invented: visits due and what became of them, alerts answered or
not, a meeting with the partners and the next one. In Charleroi a partner answered late twice: people have to decide."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor, system
from app.audit.journal import record
from app.auth.models.users import User
from app.db import db
from app.demo.capteur import PROGRAMMES
from app.demo.lettings import SUPPORT
from app.periods import add_working_days
from axes.models.programmes import Programme
from capteur.models.concertations import Concertation, ConcertationDecision, ConcertationItem, PartnerReview
from capteur.models.follow_up import AlertReminder, DueVisit, SupportAlert
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from capteur.models.tripartites import Tripartite
from capteur.queries.conventions import convention_in_force
from capteur.rules.follow_up import reminders_due
from capteur.services.due_visits import plan_due_visits
from capteur.vocab_follow_up import AlertLevel, AlertOrigin, AlertSubject, ReviewVerdict, VisitResult

DAY = timedelta(days=1)
R, By, S = VisitResult, AlertOrigin, AlertSubject
BECAME = (R.HELD, R.HELD, R.BY_PHONE, R.HELD, R.MISSED, R.HELD, R.HELD, R.REFUSED)
ARREARS = "Deux loyers n’ont pas été payés. Pouvez-vous voir avec le ménage ce qui se passe ?"


def follow_lettings(today: date, users: dict[str, User]) -> None:
    """Write them in each programme, as the mediator and the support bodies would have."""
    plan_due_visits(actor=system("demo"))
    for turn, (code, *_) in enumerate(PROGRAMMES):
        programme = db.session.scalars(sa.select(Programme).where(Programme.code == code)).one()
        Follower(programme, today, users).tell(escalates=turn == 0)


class Follower:
    """Tells how the households housed by one programme were followed."""

    def __init__(self, programme: Programme, today: date, users: dict[str, User]) -> None:
        self.programme, self.today, self.users = programme, today, users
        mediator = users["mediateur"]
        self.actor = Actor(organisation_id=mediator.organisation_id, user_id=mediator.id)

    def tell(self, *, escalates: bool) -> None:
        (first, paper), (second, own) = self.supported()
        self.note_visits({paper.id, own.id})
        self.alert(first, paper, 25, S.NUISANCE, "Des voisins se plaignent du bruit le soir.", after=1, plan=True)
        self.alert(first, paper, 48, S.DAMAGE, "Une fuite sous l’évier n’a pas été signalée.", after=2, solved=9)
        if escalates:
            self.alert(second, own, 47, S.ARREARS, ARREARS, origin=By.OWNER, after=8, solved=20)
            late = self.alert(second, own, 18, S.NO_NEWS, "Le propriétaire ne voit plus personne dans le logement.")
            self.remind(late, own)
        else:
            self.alert(second, own, 52, S.NO_NEWS, "Personne n’ouvre depuis une semaine.", after=6, solved=9)
            self.alert(second, own, 44, S.ARREARS, ARREARS, origin=By.OWNER, after=7, solved=12)
            self.review(own)
            self.alert(second, own, 1, S.DAMAGE, "La chaudière s’arrête, et personne n’ouvre au technicien.")
        self.meet()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def supported(self) -> list[tuple[Letting, Tripartite]]:
        """The two lettings that have their support: by the service, and by the sender itself."""
        query = sa.select(Letting, Tripartite).join(Tripartite, Tripartite.proposal_id == Letting.proposal_id)
        query = query.join(HousingProposal, HousingProposal.id == Letting.proposal_id)
        query = query.join(HousingRequest, HousingRequest.id == HousingProposal.request_id)
        query = query.where(HousingRequest.programme_id == self.programme.id, Letting.is_running)
        query = query.where(Tripartite.ended_on.is_(None)).order_by(Tripartite.support_id == Tripartite.sender_id)
        return [(letting, paper) for letting, paper in db.session.execute(query)]

    def of(self, paper: Tripartite) -> User:
        """Who answers for the support body."""
        return self.users["partenaire" if paper.support_id == paper.sender_id else "ressource"]

    def note_visits(self, standing: set[int]) -> None:
        """All but the last of those who are still supported, which waits."""
        query = sa.select(DueVisit, Tripartite).join(Tripartite, Tripartite.id == DueVisit.tripartite_id)
        query = query.join(HousingProposal, HousingProposal.id == Tripartite.proposal_id)
        query = query.join(HousingRequest, HousingRequest.id == HousingProposal.request_id)
        query = query.where(HousingRequest.programme_id == self.programme.id, DueVisit.due_on < self.today)
        by_paper: dict[Tripartite, list[DueVisit]] = {}
        for visit, paper in db.session.execute(query.order_by(DueVisit.due_on, DueVisit.id)):
            by_paper.setdefault(paper, []).append(visit)
        for paper, visits in by_paper.items():
            self.note(paper, visits[:-1] if paper.id in standing else visits)

    def note(self, paper: Tripartite, past: list[DueVisit]) -> None:
        for turn, visit in enumerate(past):
            visit.result, visit.happened_on = BECAME[turn % len(BECAME)], visit.due_on
            visit.minutes = {R.HELD: 60, R.BY_PHONE: 15}.get(visit.result)
            visit.note = "Le budget du mois est fait ensemble." if turn == len(past) - 1 else None
            visit.author_id = self.of(paper).id
            record("due_visit.noted", visit, actor=self.actor, result=visit.result)

    def alert(
        self,
        letting: Letting,
        paper: Tripartite,
        days: int,
        subject: AlertSubject,
        words: str,
        *,
        origin: AlertOrigin = By.MEDIATOR,
        after: int | None = None,
        solved: int | None = None,
        plan: bool = False,
    ) -> SupportAlert:
        """Raised so many days ago; answered and solved so many days after, if it was."""
        raised_on, user = self.ago(days), self.of(paper)
        made = SupportAlert(letting_id=letting.id, tripartite_id=paper.id, origin=origin, subject=subject, words=words)
        made.raised_on, made.answer_by = raised_on, add_working_days(raised_on, paper.response_days)
        made.author_id, made.addressee_id = self.users["mediateur"].id, user.id
        if after is not None:
            made.acknowledged_on, made.handler_id = raised_on + after * DAY, user.id
        if plan:
            made.acting_on, made.plan = made.acknowledged_on, "Visite à deux prévue cette semaine, avec le médiateur."
        if solved is not None:
            made.solved_on, made.outcome = raised_on + solved * DAY, "C’est réglé, avec le ménage et le propriétaire."
        db.session.add(made)
        db.session.flush()
        record("support_alert.raised", made, actor=self.actor, about=subject)
        return made

    def remind(self, alert: SupportAlert, paper: Tripartite) -> None:
        """As the jobs of those days did."""
        for level, due_on in reminders_due(alert.answer_by, self.today):
            reminder = AlertReminder(alert_id=alert.id, level=level, due_on=due_on, told_on=due_on, people=1)
            db.session.add(reminder)
            if level is AlertLevel.COORDINATION:
                keys = {"programme_id": self.programme.id, "organisation_id": paper.support_id}
                db.session.add(ConcertationItem(alert_id=alert.id, added_on=due_on, **keys))
            record("support_alert.reminded", alert, actor=system("demo"), level=level, due_on=due_on)

    def review(self, paper: Tripartite) -> None:
        """Both answers came late; a month ago people kept the convention, and said why."""
        standing = convention_in_force(self.programme.id, paper.support_id, self.ago(30))
        made = PartnerReview(programme_id=self.programme.id, organisation_id=paper.support_id, breaches=2)
        made.convention_id, made.decided_on = standing.id if standing else None, self.ago(30)
        made.verdict, made.author_id = ReviewVerdict.KEEP, self.users["coordination"].id
        made.reason = "Une collègue était malade ; l’équipe a maintenant un numéro de garde."
        db.session.add(made)
        db.session.flush()
        record("partner_review.decided", made, actor=self.actor, verdict=made.verdict, breaches=2)

    def meet(self) -> None:
        """A meeting a month ago, which decided; the next one in ten days, with what waits."""
        author = {"programme_id": self.programme.id, "author_id": self.users["coordination"].id}
        present = f"Maraude Sainte-Marie, {SUPPORT}, la coordination"
        held = Concertation(held_on=self.ago(30), place="Salle de la coordination", present=present, **author)
        held.minutes = "Les délais de réponse sont rappelés. Chacun donne un numéro de garde."
        db.session.add_all([held, Concertation(held_on=self.today + 10 * DAY, **author)])
        db.session.flush()
        settled = {"added_on": self.ago(40), "concertation_id": held.id}
        item = ConcertationItem(subject="Qui appeler le week-end", **settled, **author)
        waits = ConcertationItem(subject="Permanences pendant les congés", added_on=self.ago(6), **author)
        db.session.add_all([item, waits])
        db.session.flush()
        decision = ConcertationDecision(item_id=item.id, who=SUPPORT, due_on=self.ago(10), done_on=self.ago(12))
        decision.words, decision.author_id = "Un numéro de garde, communiqué à tous.", self.users["coordination"].id
        db.session.add(decision)
        db.session.flush()
        record("concertation.decided", decision, actor=self.actor)
