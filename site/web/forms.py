"""The two bases of all forms: the public's, who have no session, and the desk's."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import request
from flask_babel import Domain
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from web.origin import is_ours


class _Messages:
    """The form library's own messages, from our catalogue `wtforms` in the reader's language."""

    def gettext(self, text: str) -> str:
        return str(_wtforms().get_translations().ugettext(text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return str(_wtforms().get_translations().ungettext(one, many, n))


@cache
def _wtforms() -> Domain:
    return Domain(domain="wtforms")


class _Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: object) -> _Messages:
            return _Messages()

        def wrap_formdata(self, form: object, formdata: Any) -> Any:
            """Take what a form sends, never JSON: there a field might be a number or a list."""
            return None if request.is_json else super().wrap_formdata(form, formdata)


def text_of(field: Field) -> str:
    """Return what was typed into `field`, without spaces around it; empty when nothing was."""
    return (field.data or "").strip()


class StaffForm(_Form):
    """A form of the desk: carries the token that the guard asks for (web/access.py)."""


class PublicForm(_Form):
    """A form of the public site: no session, so no token; the browser must not say that another site sent it."""

    class Meta(_Form.Meta):
        csrf = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields and where the form came from; what was typed stays in it either way."""
        good = bool(super().validate(extra_validators))
        if not is_ours():
            self.form_errors.append(_("This form was sent from another site. Check what it says, then send it here."))
            return False
        return good
