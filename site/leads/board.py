"""The board: leads by stage, with how much land and power they ask for; and the same leads as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import func

from leads.asking import Asking, asked_of, in_order
from leads.cards import Card, cards_of, fill
from leads.choosing import choices_for, estate_names
from leads.moving import moves_for
from leads.room import SELLERS, bp
from leads.words import DESK_WORDS
from models.account import Role
from models.land.ledger import free_power
from models.lead.demand import Demand, together
from models.lead.lead import ON_THE_BOARD, Lead, Stage
from models.lead.whose import leads_of
from web.access import allow, current_user
from web.clock import now
from web.database import db

SHOWN = 40  # cards of a column; the list has the others
SIGNED_SHOWN = 10
PAGE = 50
BESIDE = (Stage.NURTURE, Stage.LOST, Stage.SPAM, Stage.MERGED)


@dataclass(frozen=True)
class Power:
    """Power asked for by stage, reserved first, against what the estates can give; shares are of the whole width."""

    parts: Sequence[tuple[int, float, float]]  # number of the stage, where it begins, how wide it is
    asked: Decimal
    reserved: Decimal
    free: Decimal
    limit: float

    @property
    def can_be_given(self) -> Decimal:
        """What is reserved and what is free."""
        return self.reserved + self.free


@dataclass(frozen=True)
class Column:
    """A stage on the board."""

    stage: Stage
    cards: Sequence[Card]
    demand: Demand
    more: int


@bp.get("/staff/leads")
@allow(*SELLERS)
def board() -> str:
    """Show the leads by stage; with `view=list` line by line, those beside the board too."""
    asking = Asking.of(request.args)
    return _list(asking) if request.args.get("view") == "list" or asking.suspected else _board(asking)


def _board(asking: Asking) -> str:
    at, path = now(), url_for("leads.board")
    on_board = asked_of(current_user, asking).where(Lead.stage.in_(ON_THE_BOARD))
    cards = cards_of(db.session, in_order(on_board, "due"))
    fill(db.session, cards)
    if asking.late:
        cards = [card for card in cards if _is_late(card, at)]
    estates = estate_names(db.session, current_user)
    choices = choices_for(db.session, current_user, estates)
    columns = [_column(stage, cards) for stage in ON_THE_BOARD]
    still = [card for card in cards if card.stage is not Stage.CONTRACTED]
    return render_template(
        "leads/board.html",
        **_frame(asking, choices, estates, at),
        columns=columns,
        total=together(card.asked for card in still),
        power=_power(columns, [asking.estate] if asking.estate in estates else list(estates), at),
        beside=_beside(asking),
        late=sum(_is_late(card, at) for card in still),
        moves={card.id: moves_for(current_user, card) for column in columns for card in column.cards},
        chips=choices.in_force(asking, path),
    )


def _list(asking: Asking) -> str:
    at, path = now(), url_for("leads.board")
    leads = asked_of(current_user, asking)
    counts = _stage_counts(asking)
    count = sum(counts.get(stage, 0) for stage in asking.stages or tuple(Stage))
    pages = max(1, -(-count // PAGE))
    page = min(asking.page, pages)
    ordered = in_order(leads, asking.sort)
    cards = cards_of(db.session, ordered.limit(PAGE).offset((page - 1) * PAGE))
    fill(db.session, cards)
    estates = estate_names(db.session, current_user)
    choices = choices_for(db.session, current_user, estates)

    def listed(**other: Any) -> str:
        return _with_view(asking.address(path, **other))

    return render_template(
        "leads/list.html",
        **_frame(asking, choices, estates, at),
        cards=cards,
        count=count,
        page=page,
        pages=pages,
        listed=listed,
        page_address=lambda number: listed(page=number),
        counts=counts,
        all_stages=tuple(Stage),
        desk_words=DESK_WORDS,
        may_export=current_user.may(Role.SALES_LEAD),
        chips=[(words, _with_view(address)) for words, address in choices.in_force(asking, path)],
    )


def _frame(asking: Asking, choices: Any, estates: dict[int, str], at: datetime) -> dict[str, Any]:
    return {"asking": asking, "choices": choices, "estates": estates, "at": at, "here": request.full_path.rstrip("?")}


def _column(stage: Stage, cards: Sequence[Card]) -> Column:
    ours = [card for card in cards if card.stage is stage]
    shown = SIGNED_SHOWN if stage is Stage.CONTRACTED else SHOWN
    return Column(stage, ours[:shown], together(card.asked for card in ours), max(0, len(ours) - shown))


def _power(columns: Sequence[Column], estates: Sequence[int], at: datetime) -> Power | None:
    """Return how the power asked for stands against what is free; None where nothing is asked or stated."""
    free = db.session.scalar(free_power(estates, at))
    asked = {column.stage: column.demand.power_mva for column in columns if column.stage is not Stage.CONTRACTED}
    total, reserved = sum(asked.values(), Decimal(0)), asked[Stage.RESERVED]
    if free is None or not total:
        return None
    whole = max(total, reserved + free)
    parts, begin = [], Decimal(0)
    for number, stage in reversed(list(enumerate(asked, start=1))):
        if asked[stage]:
            parts.append((number, float(300 * begin / whole), float(300 * asked[stage] / whole)))
            begin += asked[stage]
    return Power(parts, total, reserved, free, float(300 * (reserved + free) / whole))


def _is_late(card: Card, at: datetime) -> bool:
    due = [card.answer_due_at, *(task.due_at for task in card.tasks), *(hold.expires_at for hold in card.holds)]
    return any(one is not None and one <= at for one in due)


def _beside(asking: Asking) -> list[tuple[Stage, int]]:
    counts = _stage_counts(asking)
    return [(stage, counts.get(stage, 0)) for stage in BESIDE]


def _stage_counts(asking: Asking) -> dict[Stage, int]:
    """Count the leads of each stage that the rest of the question finds."""
    everywhere = asking.among(leads_of(current_user), current_user)
    counted = everywhere.with_only_columns(Lead.stage, func.count()).group_by(Lead.stage)
    return dict(db.session.execute(counted).all())


def _with_view(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}view=list"
