"""How long an estate sets lots aside: days of a hold, by whom, how often it runs on, and days of a reservation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from sqlalchemy.orm import Session

from models.act import Act
from models.audit import Audit
from models.base import estate_scope
from models.land.estate import Estate

LONGEST = 3650  # days


@dataclass(frozen=True)
class ClaimPolicy:
    """The columns of an estate that say how long its lots are set aside; the values are those of a new one."""

    hold_days: int = 14  # offered
    sales_hold_days: int = 30  # longer ones are for who leads sales
    most_hold_days: int = 180
    hold_extensions: int = 2  # more are for who leads sales
    reservation_days: int = 90  # offered
    most_reservation_days: int = 365

    def wrong(self) -> frozenset[str]:
        """Return the names of the fields that cannot be: days are 1 to LONGEST, and no bound is below what it bounds."""
        days = [field.name for field in fields(self) if field.name != "hold_extensions"]
        found = {name for name in days if not 1 <= getattr(self, name) <= LONGEST}
        if not 0 <= self.hold_extensions <= LONGEST:
            found.add("hold_extensions")
        for low, high in ORDER:
            if getattr(self, low) > getattr(self, high):
                found.add(high)
        return frozenset(found)


ORDER = (
    ("hold_days", "sales_hold_days"),
    ("sales_hold_days", "most_hold_days"),
    ("reservation_days", "most_reservation_days"),
)


class WrongPolicy(ValueError):
    """A policy that cannot be; `names` are its fields that are wrong."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = frozenset(names)


def policy_of(estates: Iterable[Estate]) -> ClaimPolicy:
    """Return the policy under which lots of `estates` are set aside together: of each limit the tightest."""
    told = [[getattr(estate, field.name) for field in fields(ClaimPolicy)] for estate in estates]
    return ClaimPolicy(*map(min, zip(*told, strict=True))) if told else ClaimPolicy()


def set_policy(session: Session, estate: Estate, policy: ClaimPolicy, *, act: Act) -> None:
    """Let an estate set its lots aside by `policy` from now on; what is set aside already keeps its end.

    Raise WrongPolicy. It is put on record which limits changed, and from what to what.
    """
    if wrong := policy.wrong():
        raise WrongPolicy(wrong)
    before, now = astuple(policy_of([estate])), astuple(policy)
    names = [field.name for field in fields(ClaimPolicy)]
    changed = {name: [old, new] for name, old, new in zip(names, before, now, strict=True) if old != new}
    for name, (_, new) in changed.items():
        setattr(estate, name, new)
    if changed:
        session.add(Audit(act=act, what="policy", subject=estate_scope(estate.id), details=changed))
    session.flush()
