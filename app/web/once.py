"""A form sent twice acts once: its key is kept with the answer, in the act's own transaction (R-09)."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import SEEK_END

import sqlalchemy as sa
from flask import Response, current_app, g, redirect, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from app.clock import now
from app.db import Base, db
from app.web.errors import FormUsed
from app.web.forms import ENTERED, FORM_KEY, KEY_SHAPE, SENT_AGAIN, looked_for

MACHINERY = {"csrf_token", FORM_KEY, SENT_AGAIN, ENTERED}
AGAIN_WITHIN = timedelta(hours=1)


class FormKey(Base):
    """A one-time key that was used, by whom, and where the answer led."""

    __tablename__ = "form_key"
    __journalled__ = False

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    location: Mapped[str | None] = mapped_column(sa.String(500))
    used_at: Mapped[datetime] = mapped_column(default=now, index=True)


def _digest() -> str:
    """What was sent and where, under the secret of this place: the same key with another body is not the same form."""
    pairs = sorted((name, value) for name, value in request.form.items(multi=True) if name not in MACHINERY)
    files = sorted((name, file.filename or "", _size(file)) for name, file in request.files.items(multi=True))
    sent = repr((request.path, pairs, files)).encode()
    return hmac.digest(str(current_app.secret_key).encode(), sent, "sha256").hex()


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(0)
    return size


def claim_form_key(user_id: int) -> Response | None:
    """Take the key of the form being sent; for a key already used, the answer it had. Raises `FormUsed` when the
    same key comes with another content."""
    key = request.form.get(FORM_KEY, "")
    if request.method != "POST" or not KEY_SHAPE.fullmatch(key) or looked_for(request.form):
        return None
    digest = _digest()
    claimed = FormKey(user_id=user_id, key=key, digest=digest)
    try:
        with db.session.begin_nested():
            db.session.add(claimed)
    except IntegrityError:
        return _earlier_answer(user_id, key, digest)
    g.form_key, g.sent_before = claimed, SameWords(user_id, key, digest)
    return None


@dataclass(frozen=True)
class SameWords:
    """What the same person sent here in the same words within the hour, with another key: in another tab, or gone back.

    Asked for once the act has waited for its locks: of two sent in one instant, the second finds the first.
    """

    user_id: int
    key: str
    digest: str

    def earlier(self) -> FormKey | None:
        """The latest of them."""
        same = FormKey.digest == self.digest
        return db.session.scalar(self._sent().where(same, FormKey.used_at > now() - AGAIN_WITHIN))

    def just_sent(self) -> FormKey | None:
        """The same, where nothing else was sent since: who did something in between means a second time."""
        earlier, last = self.earlier(), db.session.scalar(self._sent())
        return earlier if last is earlier else None

    def _sent(self) -> sa.Select[tuple[FormKey]]:
        others = FormKey.user_id == self.user_id, FormKey.key != self.key, FormKey.location.is_not(None)
        return sa.select(FormKey).where(*others).order_by(FormKey.used_at.desc(), FormKey.key).limit(1)


def _earlier_answer(user_id: int, key: str, digest: str) -> Response:
    used = db.session.get(FormKey, (user_id, key))
    if used is None or used.digest != digest or used.location is None:
        raise FormUsed(used.location if used else None)
    if request.headers.get("HX-Request") == "true":
        return Response("", 200, {"HX-Redirect": used.location})
    return redirect(used.location, 303)  # type: ignore[return-value]


def keep_answer(response: Response) -> None:
    """Remember where the form led, in its own transaction; called before the commit. A page that may be shown only once
    names in `Content-Location` the page that stands for it later."""
    claimed: FormKey | None = g.pop("form_key", None)
    if claimed is not None:
        led = (response.headers.get(name) for name in ("Location", "HX-Redirect", "Content-Location"))
        claimed.location = next((one for one in led if one), None)
