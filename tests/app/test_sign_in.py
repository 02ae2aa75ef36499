"""Signing in and out through the front door."""

from app.auth.vocab import Role


def test_a_worker_signs_in_and_lands_on_today(make, visitor):
    worker = make.user(Role.FIELD_WORKER)
    visitor.sign_in(worker)
    assert "Aujourd’hui" in visitor.get("/").text


def test_a_cookie_replayed_after_sign_out_is_refused(app, make, sign_in):
    client = sign_in(make.user())
    copied = client.http.get_cookie("tremplin").value
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("tremplin", copied)
    answer = thief.get("/")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_unknown_and_wrong_get_the_same_answer(make, visitor):
    worker = make.user()
    wrong = visitor.submit("/sign-in", status=422, email=worker.email, password="pas le bon mot de passe")
    unknown = visitor.submit("/sign-in", status=422, email="absent@exemple.test", password="n’importe quoi")
    assert "incorrect" in wrong.text
    assert wrong.text.count("incorrect") == unknown.text.count("incorrect")
