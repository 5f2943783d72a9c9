"""What a file of lots would change: added, changed, confirmed, untouched, not in the file, refused. Nothing is stored here.

The command and the upload page hand over what the file's rows say and what we hold, and get one answer.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from estates import ground
from models.land import values
from models.land.answer import Answer
from models.land.attribute import ATTRIBUTES
from models.land.bringing import FIRST_STATUSES
from models.land.codes import lot_code
from models.land.columns import Columns, RowRead
from models.land.columns.words import LOT, ZONE, Target
from models.land.lot import Status
from models.land.standing import STRENGTH, Mark
from models.land.statement import CODE_AS_GIVEN, FIRST_STATUS, OUTLINE, Said
from models.land.statement import ZONE as ZONE_CODE
from models.marks import N_
from models.refusal import Refusal, Sentence

LEAST_MOVE_M = 0.05  # a smaller one is no change, whatever the file's decimals
NOT_STATED = Said(Answer.NOT_STATED)


@dataclass(frozen=True, slots=True)
class FileLot:
    """A row of the file, as understood: `read` by its columns, `outline` as WKB in WGS 84."""

    read: RowRead
    outline: bytes | None = None
    refusals: tuple[Refusal, ...] = ()  # of the reader of files


@dataclass(frozen=True, slots=True)
class Held:
    """A lot that we hold, as its row stands."""

    id: int
    code: str
    code_as_given: str
    status: Status
    zone: str | None  # its code
    outline: bytes | None
    standing: Mapping[str, Mark]
    columns: Mapping[str, Any]  # of facts, by column


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the file says otherwise. Equal values are a confirmation: better proof, another document, a later day."""

    code: str  # of an attribute, or OUTLINE, ZONE
    old: Said
    new: Said
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A lot that we hold and of which the file says something else. `moved_m` is how far its edge moves at the most."""

    row: int
    held: Held
    changes: tuple[Change, ...]
    moved_m: float | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A lot that the file brings; `said` is all it says of it, its outline and zone among it."""

    row: int
    code: str
    code_as_given: str
    first_status: Status
    said: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is not refused, but that a person should look at."""

    row: int
    what: Sentence


@dataclass(slots=True)
class Difference:
    """What a file would change, in the order of its rows."""

    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    untouched: list[Held] = field(default_factory=list)
    missing: list[Held] = field(default_factory=list)  # held, and not in the file: they stay as they are
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Say whether storing it would change nothing."""
        return not self.added and not self.changed


def fingerprint(found: Difference) -> str:
    """Return what is the same for equal differences only: of two checks, whether a person saw what is stored."""
    told: list[Any] = [
        [added.code, {code: said_as_json(code, said) for code, said in added.said.items()}] for added in found.added
    ]
    told += [
        [
            changed.held.id,
            [[c.code, said_as_json(c.code, c.old), said_as_json(c.code, c.new), c.confirms] for c in changed.changes],
        ]
        for changed in found.changed
    ]
    told.append([[refusal.row, refusal.field] for refusal in found.refused])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def said_as_json(code: str, said: Said) -> list[Any]:
    """Return an answer as plain JSON: its word, and its value where it is stated."""
    value = said.value
    if said.answer is Answer.STATED and code in ATTRIBUTES:
        value = values.to_json(value)
    return [said.answer.value, value]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a file's rows are held against."""

    columns: Columns
    held: Mapping[str, Held]  # all lots of the estate, by code
    zones: Collection[str] = ()
    former: Mapping[str, str] = field(default_factory=dict)  # codes that lots had before: the number of each today
    boundary: bytes | None = None  # WKB, WGS 84
    rounding_m: float | None = None  # of the file's coordinates, see Head
    news: Mark = field(default_factory=dict)  # what the statement's marks would say; `d` only if the day was named


def difference(lots: Iterable[FileLot], ask: Ask) -> Difference:
    """Compare the rows of a file with the lots that we hold. Rows that are refused are in no other list."""
    return _Comparison(list(lots), ask).run()


@dataclass(slots=True)
class _Seen:
    """A row that is about one lot, while it is being compared."""

    lot: FileLot
    code: str
    held: Held | None
    moved_m: float | None = None
    moves: bool = False

    @property
    def row(self) -> int:
        return self.lot.read.number


class _Comparison:
    def __init__(self, lots: list[FileLot], ask: Ask) -> None:
        self.lots, self.ask = lots, ask
        self.found = Difference()
        self.bad: set[int] = set()  # rows that were refused
        self.ignored_statuses: list[str] = []

    def run(self) -> Difference:
        seen = self._named()
        self._check_new(seen)
        self._lay_out(seen)
        for one in seen:
            if one.row not in self.bad:
                self._compare(one)
        in_file = {one.code for one in seen}
        self.found.missing = [held for code, held in self.ask.held.items() if code not in in_file]
        self._warn_of_statuses()
        self.found.refused.sort(key=lambda refusal: refusal.row)
        self.found.warnings.sort(key=lambda warned: warned.row)
        return self.found

    def _refuse(self, row: int, column: str, wrong: Sentence, right: Sentence | None = None) -> None:
        self.found.refused.append(Refusal(row, column, wrong, right))
        self.bad.add(row)

    def _header(self, target: Target) -> str:
        return self.ask.columns.header_of(target) or ""

    # --- which lot a row is about ---

    def _named(self) -> list[_Seen]:
        """Return the rows that name a lot, each lot once."""
        seen: dict[str, _Seen] = {}
        header = self._header(LOT)
        for lot in self.lots:
            read = lot.read
            for refusal in (*lot.refusals, *read.refusals):
                self.found.refused.append(refusal)
                self.bad.add(read.number)
            if not read.code:
                self._refuse(read.number, header, Sentence.of(N_("This row names no lot.")), _name_it(header))
                continue
            try:
                code = lot_code(read.code)
            except values.Wrong as wrong:
                self._refuse(read.number, header, wrong.wrong, wrong.right)
                continue
            if code in self.ask.former and code not in self.ask.held:
                former = N_("“%(code)s” is the former number of lot “%(lot)s”.")
                told = Sentence.of(former, code=code, lot=self.ask.former[code])
                self._refuse(read.number, header, told, Sentence.of(N_("Write its number of today.")))
            elif twin := seen.get(code):
                self._refuse_twins(twin, read, header)
            else:
                seen[code] = _Seen(lot, code, self.ask.held.get(code))
        return list(seen.values())

    def _refuse_twins(self, twin: _Seen, read: RowRead, header: str) -> None:
        wrong = N_("Rows %(first)s and %(second)s are about the same lot: “%(one)s” and “%(other)s”.")
        told = {"first": twin.row, "second": read.number, "one": twin.lot.read.code, "other": read.code}
        self._refuse(read.number, header, Sentence.of(wrong, **told), Sentence.of(N_("Leave one of them out.")))
        self.bad.add(twin.row)

    def _check_new(self, seen: Sequence[_Seen]) -> None:
        """Refuse unknown codes in a file that only tells of known lots, and what no new lot can begin with."""
        known = any(one.held for one in seen)
        only_facts = known and not any(one.lot.outline or _outline_refused(one.lot) for one in seen)
        if not self.ask.zones and any(one.lot.read.zone for one in seen):
            what = N_("This estate has no zones yet, so the column “%(header)s” is left out.")
            self._warn(0, Sentence.of(what, header=self._header(ZONE)))
        for one in seen:
            read = one.lot.read
            if read.zone and self.ask.zones and read.zone not in self.ask.zones:
                wrong = Sentence.of(N_("There is no zone “%(zone)s” in this estate."), zone=read.zone[:40])
                right = Sentence.of(N_("The zones are: %(zones)s."), zones=", ".join(self.ask.zones))
                self._refuse(one.row, self._header(ZONE), wrong, right)
            if one.held:
                continue
            if only_facts:
                self._refuse(one.row, self._header(LOT), *self._unknown(one))
            elif read.status and read.status not in FIRST_STATUSES:
                wrong = Sentence.of(N_("A new lot cannot begin as “%(status)s”."), status=read.status)
                right = Sentence.of(N_("Choose from: %(codes)s."), codes=", ".join(FIRST_STATUSES))
                self._refuse(one.row, self._header(Target("status")), wrong, right)

    def _unknown(self, one: _Seen) -> tuple[Sentence, Sentence]:
        wrong = Sentence.of(N_("There is no lot “%(lot)s” in this estate."), lot=(one.lot.read.code or "")[:40])
        near = difflib.get_close_matches(one.code, self.ask.held, 1)
        if near:
            return wrong, Sentence.of(N_("Is it %(lot)s? A new lot comes with its outline."), lot=near[0])
        return wrong, Sentence.of(N_("Correct the code; a new lot comes with its outline."))

    # --- where it lies ---

    def _lay_out(self, seen: Sequence[_Seen]) -> None:
        """Find out which outlines move, lie outside the estate, or overlap others."""
        drawn = [one for one in seen if one.lot.outline and one.row not in self.bad]
        if not drawn:
            return
        others = [held for code, held in self.ask.held.items() if held.outline]
        file_outlines = [one.lot.outline for one in drawn]
        plane = ground.Ground([o for o in (self.ask.boundary, *(h.outline for h in others), *file_outlines) if o])
        laid = plane.lay(file_outlines)
        tolerance = max(LEAST_MOVE_M, 1.5 * (self.ask.rounding_m or 0))
        far = ground.moved(plane.lay([one.held.outline if one.held else None for one in drawn]), laid)
        for one, metres in zip(drawn, far, strict=True):
            one.moves = bool(metres > tolerance)
            one.moved_m = float(metres) if one.held and one.held.outline and one.moves else None
        if self.ask.boundary:
            self._check_inside(drawn, laid, plane, max(ground.HAIRLINE_M, tolerance))
        self._check_overlaps(drawn, others, laid, plane, max(ground.HAIRLINE_M, tolerance))

    def _check_inside(self, drawn: Sequence[_Seen], laid: Any, plane: ground.Ground, hairline_m: float) -> None:
        assert self.ask.boundary
        (boundary,) = plane.lay([self.ask.boundary])
        beyond = ground.outside(laid, boundary, hairline_m)
        if len(drawn) > 1 and len(beyond) == len(drawn) and min(beyond.values()) > 0.999:
            self._refuse_all(drawn)
            return
        for place, share in beyond.items():
            if share > 0.5:
                wrong = Sentence.of(N_("The outline lies outside the estate."))
                self._refuse(drawn[place].row, "", wrong, Sentence.of(N_("Check its coordinates.")))
            elif drawn[place].moves:
                what = N_("%(lot)s reaches out of the estate with %(percent)s %% of its area.")
                percent = max(1, round(share * 100))
                self._warn(drawn[place].row, Sentence.of(what, lot=drawn[place].code, percent=percent))

    def _refuse_all(self, drawn: Sequence[_Seen]) -> None:
        assert self.ask.boundary
        assert drawn[0].lot.outline
        away = ground.kilometres_between(drawn[0].lot.outline, self.ask.boundary)
        wrong = Sentence.of(N_("No outline lies in the estate; the first is %(km)s km away."), km=f"{away:.0f}")
        right = Sentence.of(N_("Check the coordinate system, and say it with --crs when the file names the wrong one."))
        self._refuse(0, "", wrong, right)
        self.bad.update(one.row for one in drawn)

    def _check_overlaps(
        self, drawn: Sequence[_Seen], others: Sequence[Held], laid: Any, plane: ground.Ground, hairline_m: float
    ) -> None:
        """Warn of lots that claim the same land, where this file draws one of them anew."""
        in_file = {one.code for one in drawn}
        rest = [held for held in others if held.code not in in_file and held.status is not Status.SUPERSEDED]
        everything = [*laid, *plane.lay([held.outline for held in rest])]
        names = [*(one.code for one in drawn), *(held.code for held in rest)]
        moving = [place for place, one in enumerate(drawn) if one.moves]
        for one, other, area_m2 in ground.overlapping(ground.array(everything), moving, hairline_m):
            what = N_("%(one)s and %(other)s overlap by %(area)s m².")
            told = Sentence.of(what, one=names[one], other=names[other], area=f"{area_m2:.0f}")
            self._warn(drawn[one].row, told)

    def _warn(self, row: int, what: Sentence) -> None:
        self.found.warnings.append(Warned(row, what))

    # --- what it says ---

    def _compare(self, one: _Seen) -> None:
        read, held = one.lot.read, one.held
        if held is None:
            self._add(one)
            return
        if read.status and read.status != held.status:
            self.ignored_statuses.append(held.code_as_given)
        changes = [change for code, said in read.said.items() if (change := self._change(held, code, said))]
        if one.lot.outline and (one.moves or self._renewed(held, OUTLINE)):
            old = Said(Answer.STATED, held.outline.hex()) if held.outline else NOT_STATED
            changes.append(Change(OUTLINE, old, _stated(one.lot.outline.hex()), confirms=not one.moves))
        if read.zone and read.zone in self.ask.zones and read.zone != held.zone:
            changes.append(Change(ZONE_CODE, _stated(held.zone) if held.zone else NOT_STATED, _stated(read.zone)))
        if changes:
            self.found.changed.append(Changed(one.row, held, tuple(changes), one.moved_m))
        else:
            self.found.untouched.append(held)

    def _add(self, one: _Seen) -> None:
        read = one.lot.read
        status = Status(read.status) if read.status else Status.DRAFT
        given = read.code or one.code
        said = {CODE_AS_GIVEN: _stated(given), FIRST_STATUS: _stated(status.value), **read.said}
        if one.lot.outline:
            said[OUTLINE] = _stated(one.lot.outline.hex())
        if read.zone and read.zone in self.ask.zones:
            said[ZONE_CODE] = _stated(read.zone)
        self.found.added.append(Added(one.row, one.code, given, status, said))

    def _change(self, held: Held, code: str, said: Said) -> Change | None:
        old = own_answer(held, code)
        if old.answer is said.answer and (
            old.value == said.value or values.same(said.value, old.value, self.ask.columns.step(code))
        ):
            return Change(code, old, said, confirms=True) if self._renewed(held, code) else None
        return Change(code, old, said)

    def _renewed(self, held: Held, code: str) -> bool:
        """Say whether repeating what stands makes it stronger, longer valid, or documented otherwise."""
        mark, news = held.standing.get(code), self.ask.news
        if not mark or not news:
            return False
        stronger = STRENGTH[news["p"]] - STRENGTH[mark["p"]] if "p" in news else 0
        if stronger < 0 or ("i" in news and "i" not in mark) or news.get("d", "9") < mark.get("d", ""):
            return False  # what is better proved, or said later, stays so
        if stronger > 0 or ("i" in mark and "i" not in news):
            return True
        later = any(news.get(key, "") > mark.get(key, "") for key in ("d", "u"))
        return later or ("c" in news and news["c"] != mark.get("c"))

    def _warn_of_statuses(self) -> None:
        if self.ignored_statuses:
            what = N_("The file gives other statuses than ours for %(lots)s. An import changes no status.")
            named = ", ".join(self.ignored_statuses[:10]) + (" …" if len(self.ignored_statuses) > 10 else "")
            self._warn(0, Sentence.of(what, lots=named))


def own_answer(held: Held, code: str) -> Said:
    """Return what a lot itself says of an attribute today; what it took over from its estate it did not say."""
    mark = held.standing.get(code)
    if mark is None or "o" in mark:
        return NOT_STATED
    answer = Answer(mark["a"])
    if answer is not Answer.STATED:
        return Said(answer)
    return Said(answer, values.from_columns(ATTRIBUTES[code], held.columns))


def _stated(value: str) -> Said:
    return Said(Answer.STATED, value)


def _outline_refused(lot: FileLot) -> bool:
    return any(not refusal.field for refusal in lot.refusals)


def _name_it(header: str) -> Sentence:
    if header:
        return Sentence.of(N_("Write its code, like A-01."))
    return Sentence.of(N_("Head the column of codes “code”, “Kaveling”, “필지” or “区画”."))
