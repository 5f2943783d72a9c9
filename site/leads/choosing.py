"""What a list of leads can be narrowed by: estates, owners, languages and countries that there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import cast, null, select
from sqlalchemy.orm import Session

from leads.asking import MINE, NOBODY, Asking
from models.account import Role, User, staff_with
from models.land.estate import Estate, EstateName
from models.lead.lead import Lead
from models.lead.whose import leads_of
from models.people.organisation import Organisation
from web.clock import now
from web.countries import country_names
from web.language import LANGUAGE_WORDS, current_language
from web.words import gettext

Choice = tuple[str, str]  # value, words


@dataclass(frozen=True)
class Choices:
    """The choices of each filter, by its parameter."""

    estates: Sequence[Choice]
    owners: Sequence[Choice]
    languages: Sequence[Choice]
    countries: Sequence[Choice]

    def in_force(self, asking: Asking, path: str) -> list[tuple[str, str]]:
        """Return each condition in words, with the address without it."""
        told: list[tuple[str, str]] = []
        if asking.q:
            told.append((gettext("“%(words)s”", words=asking.q), asking.address(path, q="")))
        picked = (
            (self.estates, str(asking.estate or ""), {"estate": None}),
            (self.owners, asking.owner, {"owner": ""}),
            (self.languages, asking.language, {"language": ""}),
            (self.countries, asking.country, {"country": ""}),
        )
        for choices, value, without in picked:
            if value:
                told.append((dict(choices).get(value, value), asking.address(path, **without)))
        if asking.late:
            told.append((gettext("Overdue"), asking.address(path, late=False)))
        if asking.suspected:
            told.append((gettext("Suspected spam"), asking.address(path, suspected=False)))
        return told


def estate_names(session: Session, user: User) -> dict[int, str]:
    """Return the estates where `user` sells, by id, named in the reader's language as today."""
    there, today, language = user.estates(Role.SALES), now().date(), current_language()
    columns = (Estate.id, Estate.slug, EstateName.language, EstateName.name, EstateName.valid_from, EstateName.valid_to)
    question = select(*columns).outerjoin(Estate.names).order_by(EstateName.id)
    named: dict[int, dict[str, str]] = defaultdict(dict)
    for row in session.execute(question if there is None else question.where(Estate.id.in_(there))):
        if row.name and (row.valid_from or date.min) <= today < (row.valid_to or date.max):
            named[row.id][row.language] = row.name
        named[row.id].setdefault("", row.slug)
    best = {one: names.get(language) or names.get("en") or names.get("id") or names[""] for one, names in named.items()}
    return dict(sorted(best.items(), key=lambda one: one[1]))


def sellers_and_countries(session: Session, user: User) -> tuple[list[Choice], list[str]]:
    """Return who can own a lead (id and name), and where the firms of `user`'s leads are. One statement."""
    people = staff_with(Role.SALES).order_by(None).with_only_columns(User.id, User.name, null())
    nobody = (cast(null(), User.id.type), cast(null(), User.name.type))
    firms = leads_of(user).join(Lead.organisation).with_only_columns(*nobody, Organisation.country).distinct()
    owners: list[Choice] = []
    countries: list[str] = []
    for user_id, name, country in session.execute(people.union_all(firms)):
        if user_id is not None:
            owners.append((str(user_id), name))
        elif country is not None:
            countries.append(country)
    return sorted(owners, key=lambda one: (one[1].casefold(), one[0])), countries


def choices_for(session: Session, user: User, estates: dict[int, str]) -> Choices:
    """Return what there is to choose from."""
    owners, countries = sellers_and_countries(session, user)
    names = country_names(current_language())
    return Choices(
        estates=[(str(one), name) for one, name in estates.items()],
        owners=[
            (MINE, gettext("Mine")),
            (NOBODY, gettext("Unassigned")),
            *(one for one in owners if one[0] != str(user.id)),
        ],
        languages=[(code, gettext(word)) for code, word in LANGUAGE_WORDS.items()],
        countries=sorted(((one, names.get(one, one)) for one in countries), key=lambda one: one[1]),
    )
