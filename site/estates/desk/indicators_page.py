"""An estate's values under the frameworks, on one sheet: all that is changed on it becomes one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from estates.desk.line_forms import LineForm
from estates.desk.room import KEEPERS, READERS, bp, estates_of
from estates.desk.sheet import papers_for, today_at_the_estates
from estates.desk.stating import statement_of
from models.land.answer import Answer
from models.land.beside import Line, beside
from models.land.choices import YES_NO
from models.land.estate import Estate
from models.land.frameworks import REFERENCE, eip, permenperin26
from models.land.frameworks.engine import NO, YES, number_of
from models.land.ledger import Indicator
from models.marks import N_
from web.access import act_of, allow, current_user, found
from web.clock import now
from web.database import db, store_nothing
from web.fields import one_line
from web.forms import text_of
from web.glyphs import ANSWER_WORDS
from web.language import current_language
from web.numbers import number, unit_word
from web.showing import chosen
from web.typed import Unreadable, read_number
from web.words import gettext as _
from web.words import ngettext

WAY = "way"  # what asks for a thing to be there is not met yet, but under way
WITHOUT = (Answer.NOT_MEASURED, Answer.NOT_APPLICABLE, Answer.NOT_DISCLOSED)
YES_OR_NO = {choice.code: choice for choice in YES_NO}
SIGNS = {"<=": "≤", ">=": "≥", "=": "=", "<": "<", ">": ">"}
NOT_BOTH = N_("Enter a value, or choose why there is none.")


@dataclass(frozen=True)
class Asked:
    """A row that a framework asks: what stands, what was typed, and what is wrong with that."""

    framework: str
    code: str
    label: str
    target: str
    unit: str
    yes_or_no: bool
    standing: Line[Indicator] | None
    value: str = ""  # as typed: a number, or yes, no, way
    answer: str = ""  # why there is no value
    wrong: str = ""

    @property
    def name(self) -> str:
        """Return what its field is called."""
        return f"{self.framework}-{self.code}"

    @property
    def seen(self) -> str:
        """Return which row is shown."""
        return str(self.standing.row.id) if self.standing else "0"


@dataclass(frozen=True)
class Said:
    """What is said under a row; nothing when `gone`."""

    answer: Answer = Answer.NOT_STATED
    value: str | None = None
    under_way: bool = False

    @property
    def gone(self) -> bool:
        """Tell whether nothing is said any more."""
        return self.answer is Answer.NOT_STATED


@bp.get("/staff/estates/<estate>/indicators")
@allow(*READERS)
def indicators(estate: str) -> str:
    """Show every row that the frameworks ask, with what the estate says of it."""
    row = found(db.session.scalar(estates_of(current_user).where(Estate.slug == one_line(estate))))
    return _page(row, _form(row), {asked.name: _as_it_stands(asked) for asked in _asked(row)})


@bp.post("/staff/estates/<estate>/indicators")
@allow(*KEEPERS)
def state_indicators(estate: str) -> Response | tuple[str, int]:
    """Store what was changed as one statement: all of it, or nothing."""
    query = estates_of(current_user, *KEEPERS).where(Estate.slug == one_line(estate))
    row = found(db.session.scalar(query.with_for_update(of=Estate)))
    form, rows, said = _form(row), dict[str, Asked](), dict[str, Said]()
    outdated = False
    for asked in _asked(row):
        told, wanted = _read(asked, request.form)
        if wanted is not None and wanted != _said(asked):
            said[asked.name] = wanted
            if request.form.get(f"{asked.name}-seen", asked.seen) != asked.seen:
                outdated = True
                now_said = _as_it_stands(asked)
                words = now_said.value or (_(ANSWER_WORDS[now_said.answer]) if now_said.answer else _("Not stated"))
                told = replace(told, wrong=_("Somebody else changed this meanwhile. It says now: %(value)s", value=words))
        rows[asked.name] = told
    good = form.validate()
    if outdated:
        return _page(row, form, rows), 409
    if not good or any(one.wrong for one in rows.values()):
        return _page(row, form, rows), 422
    if not said:
        form.form_errors.append(_("Nothing was changed, so nothing was stored."))
        return _page(row, form, rows), 422
    return _stored(row, form, rows, said)


def _stored(estate: Estate, form: LineForm, rows: Mapping[str, Asked], said: Mapping[str, Said]) -> Response:
    statement = statement_of(db.session, estate.id, form, act_of(current_user))
    statement.source = text_of(form.publication) or None
    db.session.add(statement)
    db.session.flush()
    db.session.add_all(
        Indicator(
            estate_id=estate.id, statement_id=statement.id, framework=rows[name].framework, code=rows[name].code,
            answer=one.answer, value=one.value, under_way=one.under_way, gone=one.gone,
        )
        for name, one in said.items()
    )  # fmt: skip
    number_of_statement = statement.id
    db.session.commit()
    flash(
        ngettext(
            "%(num)d value is stored as statement %(id)s.",
            "%(num)d values are stored as statement %(id)s.",
            len(said),
            id=number_of_statement,
        )
    )
    return redirect(url_for("estates.indicators", estate=estate.slug, _anchor=next(iter(said))), 303)


def _asked(estate: Estate) -> Iterator[Asked]:
    """Yield every row of the frameworks, and the reference series that targets are taken from."""
    lines = {(line.row.framework, line.row.code): line for line in beside(db.session, estate.id, now()).indicators}
    standing = {key: line for key, line in lines.items() if not line.row.gone}
    language = current_language()
    for row in eip.ROWS:
        unit = unit_word(row.unit, language)
        if row.asks_yes:
            target = chosen(YES_OR_NO[YES])
        else:
            told = _(eip.SERIES[row.series]) if row.series else f"{number(number_of(row.target) or 0, language)} {unit}"
            target = f"{SIGNS[row.operator]} {told}".strip()
        yield Asked(eip.CODE, row.code, _(row.label), target, unit, row.asks_yes, standing.get((eip.CODE, row.code)))
    for criterion in permenperin26.CRITERIA:
        key = (permenperin26.CODE, criterion.code)
        yield Asked(*key, _(criterion.label), "", "%", False, standing.get(key))
    for code, word in eip.SERIES.items():
        unit = unit_word(next(row.unit for row in eip.ROWS if row.series == code), language)
        yield Asked(REFERENCE, code, _(word), "", unit, False, standing.get((REFERENCE, code)))


def _said(asked: Asked) -> Said:
    if asked.standing is None:
        return Said()
    row = asked.standing.row
    return Said(row.answer, row.value, row.under_way)


def _as_it_stands(asked: Asked) -> Asked:
    """Return the row with what stands in its fields."""
    said = _said(asked)
    if said.answer in WITHOUT:
        return replace(asked, answer=said.answer.value)
    if asked.yes_or_no:
        return replace(asked, value=WAY if said.under_way and said.value == NO else said.value or "")
    value = number_of(said.value)
    return replace(asked, value=number(value, current_language()) if value is not None else said.value or "")


def _read(asked: Asked, form: MultiDict[str, str]) -> tuple[Asked, Said | None]:
    """Return the row as typed, and what that says; None when it cannot be read or did not come."""
    if asked.name not in form:
        return _as_it_stands(asked), None
    typed, answer = (one_line(form.get(name)) or "" for name in (asked.name, f"{asked.name}-answer"))
    if typed in [one.value for one in WITHOUT]:  # a list of its own holds both
        typed, answer = "", typed
    told = replace(asked, value=typed, answer=answer)
    if told == _as_it_stands(asked):
        return told, None  # however it is written, nothing was changed
    if answer:
        if answer not in [one.value for one in WITHOUT] or typed:
            return replace(told, wrong=_(NOT_BOTH)), None
        return told, Said(Answer(answer))
    if not typed:
        return told, Said()
    if asked.yes_or_no:
        if typed not in (YES, NO, WAY):
            return replace(told, wrong=_(NOT_BOTH)), None
        return told, Said(Answer.STATED, NO if typed == WAY else typed, typed == WAY)
    try:
        return told, Said(Answer.STATED, f"{read_number(typed, current_language()):f}")
    except Unreadable as wrong:
        return replace(told, wrong=wrong.told(_)), None


def _form(estate: Estate) -> LineForm:
    today = today_at_the_estates(now())
    form = LineForm(as_of=today, illustrative=estate.illustrative)
    form.offer(papers_for(estate), today, _)
    return form


def _page(estate: Estate, form: LineForm, rows: Mapping[str, Asked]) -> str:
    store_nothing()
    pillars = {row.code: row.group for row in eip.ROWS}
    groups: dict[str, list[Asked]] = {}
    for asked in rows.values():
        groups.setdefault(_heading(asked, pillars), []).append(asked)
    options = [
        ("", _("Not stated")), (YES, chosen(YES_OR_NO[YES])), (WAY, _("No, but under way")), (NO, chosen(YES_OR_NO[NO])),
        *((one.value, _(ANSWER_WORDS[one.value])) for one in WITHOUT),
    ]  # fmt: skip
    return render_template(
        "estates/indicators.html",
        estate=estate,
        estate_name=estate.name(current_language(), today_at_the_estates(now())),
        illustrative=estate.illustrative,
        form=form,
        groups=groups,
        wrong=[asked for asked in rows.values() if asked.wrong],
        options=options,
        without=[("", "–"), *((one.value, _(ANSWER_WORDS[one.value])) for one in WITHOUT)],
        answered=sum(asked.standing is not None for asked in rows.values() if asked.framework != REFERENCE),
        in_all=sum(asked.framework != REFERENCE for asked in rows.values()),
        may_edit=current_user.may_at(estate.id, *KEEPERS),
    )


def _heading(asked: Asked, pillars: Mapping[str, str]) -> str:
    if asked.framework == eip.CODE:
        return _(eip.PILLARS[pillars[asked.code]])
    if asked.framework == permenperin26.CODE:
        return _("Regulation 26/2025 of the Ministry of Industry")
    return _("Reference series that targets are taken from")
