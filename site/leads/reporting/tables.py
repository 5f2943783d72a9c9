"""The reports as tables for a file: the same numbers as on the page, in the reader's words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from leads.reporting.answers import Answers
from leads.reporting.funnel import LANGUAGES, OTHERS, Funnel
from leads.reporting.missing import Missing
from leads.reporting.supply import Supply
from models.marks import N_, NP_
from web.cells import safe_cell
from web.countries import country_names
from web.language import LANGUAGE_WORDS, current_language
from web.need import quarter_words
from web.states import stage_name
from web.words import gettext, listed, pgettext

Cell = str | int | Decimal | None
Table = Iterable[Sequence[Cell]]

BALANCE_WORDS = {"land": N_("Land"), "power": N_("Power"), "water": N_("Water, fresh and recycled")}
NO_SOURCE = NP_("source of a lead", "No campaign")
CHANNELS = {
    "mail": NP_("source of a lead", "Mail"), "phone": NP_("source of a lead", "Call"), "event": NP_("source of a lead", "Fair"),
    "partner": NP_("source of a lead", "Partner"), "import": NP_("source of a lead", "File"),
}  # fmt: skip


def column_word(group: str, code: str) -> str:
    """Return what a column of the funnel is called."""
    if code == OTHERS:
        return pgettext("countries and sources", "Others")
    if group == "language":
        return gettext(LANGUAGE_WORDS[code])
    if group == "country":
        return country_names(current_language()).get(code, code)
    words = CHANNELS.get(code, code) if code else NO_SOURCE
    return words if code and code not in CHANNELS else pgettext("source of a lead", words)


def group_words(languages: Sequence[str]) -> str:
    """Return what a group of languages is called."""
    return listed(gettext(LANGUAGE_WORDS[code]) for code in languages)


def of_funnel(funnel: Funnel) -> Iterator[Sequence[Cell]]:
    """Yield the funnel, a row a stage."""
    head: list[Cell] = [gettext("Reached"), gettext("Leads"), gettext("Of those before, %"), "ha", "MVA"]
    head += [gettext("Power not known")]
    for group in funnel.groups:
        head += [column_word(group.name, code) for code in group.columns]
    yield head
    for step in funnel.steps:
        share = None if step.of_before is None else round(step.of_before, 1)
        row: list[Cell] = [stage_name(step.stage), step.leads, share, _tenths(step.demand.area_m2 / 10_000)]
        row += [_tenths(step.demand.power_mva), step.demand.power_unknown]
        yield [*row, *(count for counts in step.of for count in counts)]


def of_answers(answers: Answers) -> Iterator[Sequence[Cell]]:
    """Yield the times to the first answer, a row a group of languages."""
    hours = [f"{hour}–{hour + 1}" for hour in range(answers.hours)]
    yield [
        gettext("Hours"), *hours, gettext("Later"), gettext("Answered"), gettext("After the promise"), gettext("Not answered"),
        gettext("Of these overdue"), gettext("Half within, min"), gettext("9 of 10 within, min"), gettext("Slowest, min"),
        gettext("As promised, %"),
    ]  # fmt: skip
    for group, words in [*((one, group_words(one.languages)) for one in answers.groups), (answers.all, gettext("All"))]:
        times = [group.within(share) for share in (0.5, 0.9, 1)]
        yield [words, *group.counts, group.answered, group.late, group.open, group.overdue, *times, group.kept]


def of_supply(supply: Supply) -> Iterator[Sequence[Cell]]:
    """Yield what is asked for and free, five rows a thing."""
    yield ["", gettext("To the end of"), gettext("Unit"), *(quarter_words(quarter.code) for quarter in supply.quarters)]
    for balance in supply.balances:
        named = gettext(BALANCE_WORDS[balance.code])
        lines: Mapping[str, Sequence[Decimal] | None] = {
            gettext("Free capacity"): balance.free,
            gettext("Reserved, already off"): balance.reserved,
            gettext("Asked for, weighted"): balance.weighted,
            gettext("Asked for, all"): balance.asked,
            gettext("Free less weighted"): balance.gap,
        }
        unit = {"MV.A": "MVA", "m3/d": "m³/day"}.get(balance.unit, balance.unit)
        for words, figures in lines.items():
            told = [gettext("Not stated")] * len(supply.quarters) if figures is None else [_tenths(f) for f in figures]
            yield [named, words, unit, *told]


def of_missing(missing: Missing) -> Iterator[Sequence[Cell]]:
    """Yield the searches, a row a condition."""
    yield [
        gettext("Condition"), gettext("Found nothing"), gettext("Found little"), gettext("Asked"), gettext("Only not stated"),
        *LANGUAGES, gettext("Why"), gettext("Nearest"),
    ]  # fmt: skip
    for row in missing.rows:
        count = row.count
        sums = [count.found_none, count.found_few, count.asked, count.unsaid]
        yield [row.words, *sums, *(row.languages[lang] for lang in LANGUAGES), row.why, row.nearest]


def as_csv(table: Table) -> Iterator[bytes]:
    """Yield a table as spreadsheets open it: UTF-8 with its mark; what would be a formula is marked as words."""
    yield "\ufeff".encode()
    for row in table:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([_text(cell) for cell in row])
        yield line.getvalue().encode()


def as_workbook(tables: Mapping[str, Table]) -> IO[bytes]:
    """Return a workbook with a sheet for each table."""
    import xlsxwriter

    file = cast(IO[bytes], SpooledTemporaryFile(4 << 20))  # noqa: SIM115 - handed on, closed with the answer
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, table in tables.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 1)
            for number, row in enumerate(table):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell, bold if number == 0 else None)
    return file


def _tenths(amount: Decimal) -> Decimal:
    return round(amount, 1)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return safe_cell(cell) if isinstance(cell, str) else format(cell, "f" if isinstance(cell, Decimal) else "d")
