"""The reports: drawn, as tables with the same numbers, and those as files. None names a person."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from leads.choosing import estate_names
from leads.reporting import charts, tables
from leads.reporting.answers import Answers, answers_of
from leads.reporting.begun import Begun, begun_in
from leads.reporting.funnel import Funnel, funnel_of
from leads.reporting.missing import Missing, missing_in
from leads.reporting.period import Period, choices, read
from leads.reporting.supply import Supply, supply_of
from leads.room import SELLERS, bp
from models.land.estate import Estate
from models.land.rate import rates_on
from models.marks import N_
from web.access import allow, current_user, found
from web.clock import now
from web.database import db
from web.dates import desk_day
from web.language import current_language
from web.numbers import unit_word
from web.words import gettext

NAMES = {
    "funnel": N_("Funnel"),
    "answers": N_("Time to the first answer"),
    "supply": N_("Asked for against what is free"),
    "searches": N_("Searches that found nothing"),
}


class Reports:
    """The reports of one address; each is asked for when it is looked at."""

    def __init__(self, at: datetime) -> None:
        """Read the address."""
        self.at = at
        self.estates = estate_names(db.session, current_user)
        self.today = desk_day(at)
        self.period = read(request.args, list(self.estates), self.today)
        self._begun: list[Begun] | None = None
        self._rows: Sequence[Any] | None = None

    @property
    def begun(self) -> list[Begun]:
        """Return the leads begun in the period."""
        if self._begun is None:
            self._begun = begun_in(db.session, current_user, self.period)
        return self._begun

    @property
    def looked_at(self) -> list[int]:
        """Return the estates looked at."""
        return [self.period.estate] if self.period.estate is not None else list(self.estates)

    @property
    def rows(self) -> Sequence[Any]:
        """Return slug and promise of the estates where this person sells."""
        if self._rows is None:
            ours = Estate.id.in_(list(self.estates))
            self._rows = db.session.execute(select(Estate.id, Estate.slug, Estate.answer_within).where(ours)).all()
        return self._rows

    def funnel(self) -> Funnel:
        """Return the funnel."""
        return funnel_of(self.begun)

    def answers(self) -> Answers:
        """Return the times to the first answer."""
        promises = {row.id: row.answer_within for row in self.rows if row.id in self.looked_at}
        return answers_of(self.begun, promises, self.at)

    def supply(self) -> Supply:
        """Return what is asked for and free."""
        return supply_of(db.session, current_user, self.looked_at, self.period.estate, self.at)

    def searches(self) -> Missing:
        """Return the searches that found nothing or little."""
        slugs = {row.id: row.slug for row in self.rows}
        rates = rates_on(db.session, self.today)
        return missing_in(db.session, self.period, slugs, rates, current_language(), self.at)

    def table(self, name: str) -> tables.Table:
        """Return a report as a table."""
        made: Mapping[str, Callable[[], Iterable[Sequence[tables.Cell]]]] = {
            "funnel": lambda: tables.of_funnel(self.funnel()),
            "answers": lambda: tables.of_answers(self.answers()),
            "supply": lambda: tables.of_supply(self.supply()),
            "searches": lambda: tables.of_missing(self.searches()),
        }
        return made[name]()


@bp.get("/staff/reports")
@allow(*SELLERS)
def reports() -> str:
    """Show all reports of a period, at one estate or at all."""
    told = Reports(now())
    period = told.period
    answers, supply = told.answers(), told.supply()
    return render_template(
        "leads/reports.html",
        period=period,
        heading=_about(told, period),
        estates=told.estates,
        choices=[(gettext(word), _address(period, first, last), (first, last)) for word, first, last in choices(told.today)],
        funnel=told.funnel(),
        answers=answers,
        squares=[charts.squares(group, answers) for group in answers.groups],
        supply=supply,
        charts={balance.code: charts.bars(balance) for balance in supply.balances},
        searches=told.searches(),
        column_word=tables.column_word,
        group_words=tables.group_words,
        balance_words=tables.BALANCE_WORDS,
        unit_of=lambda code: unit_word(code, current_language()),
        file_of=lambda name: url_for("leads.report_csv", report=name, **period.as_query),
        workbook=url_for("leads.reports_xlsx", **period.as_query),
        at=told.at,
    )


@bp.get("/staff/reports/<report>.csv")
@allow(*SELLERS)
def report_csv(report: str) -> Response:
    """Give one report as a table."""
    found(NAMES.get(report))
    told = Reports(now())
    rows = list(told.table(report))  # read before the answer begins: nothing is asked while it is sent
    answer = Response(tables.as_csv(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{report}-{told.period.first}-{told.period.last}.csv"'
    return answer


@bp.get("/staff/reports.xlsx")
@allow(*SELLERS)
def reports_xlsx() -> Response:
    """Give all reports as one workbook, a sheet each."""
    told = Reports(now())
    file = tables.as_workbook({gettext(words): told.table(name) for name, words in NAMES.items()})
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = Response(wrap_file(request.environ, file), content_type=kind, direct_passthrough=True)
    answer.content_length = size
    name = f"reports-{told.period.first}-{told.period.last}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _about(told: Reports, period: Period) -> str:
    where = told.estates[period.estate] if period.estate is not None else gettext("All estates")
    days = gettext("%(first)s to %(last)s", first=period.first.isoformat(), last=period.last.isoformat())
    return gettext("%(where)s, %(days)s", where=where, days=days)


def _address(period: Period, first: Any, last: Any) -> str:
    return url_for("leads.reports", **(period.as_query | {"from": first.isoformat(), "to": last.isoformat()}))
