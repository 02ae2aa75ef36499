"""Before a person is created: is somebody of that name known already, in the files that the reader may open?"""

from flask import request

from app.auth.gate import reader
from app.web.acting import acted
from app.web.fragments import page
from axes.queries.persons import same_people


def may_create(form, act, *, template, **options):
    """Like `acted`, but shows who has the same name first; the box `distinct` says that it is somebody else.

    Somebody whom only others know changes nothing here, neither the answer nor the work done for it.
    """
    twins = []
    if request.method == "POST" and form.validate():
        twins = same_people(form.name.data, form.year, reader())
        if twins and not form.distinct.data:
            shown = {name: value for name, value in options.items() if name not in {"go", "done"}}
            return page(template, status=422, form=form, twins=twins, **shown)
    return acted(form, act, template=template, twins=twins, **options)
