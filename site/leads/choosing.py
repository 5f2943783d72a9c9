"""What a list of leads can be narrowed by: estates, owners, languages and countries that there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from leads.asking import MINE, NOBODY, Asking
from leads.words import LANGUAGE_WORDS
from models.account import Role, User, staff_with
from models.land.estate import Estate
from models.people.organisation import Organisation
from web.clock import now
from web.countries import country_names
from web.language import current_language
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
    """Return the estates where `user` sells, by id, named in the reader's language."""
    there = user.estates(Role.SALES)
    question = select(Estate).options(selectinload(Estate.names))
    today, language = now().date(), current_language()
    named = {
        estate.id: estate.name(language, today)
        for estate in session.scalars(question if there is None else question.where(Estate.id.in_(there)))
    }
    return dict(sorted(named.items(), key=lambda one: one[1]))


def sellers(session: Session) -> Sequence[User]:
    """Return who can own a lead."""
    return session.scalars(staff_with(Role.SALES)).all()


def choices_for(session: Session, user: User, estates: dict[int, str]) -> Choices:
    """Return what there is to choose from."""
    countries = session.scalars(select(Organisation.country).distinct()).all()
    names = country_names(current_language())
    return Choices(
        estates=[(str(one), name) for one, name in estates.items()],
        owners=[
            (MINE, gettext("Mine")),
            (NOBODY, gettext("Nobody’s")),
            *((str(one.id), one.name) for one in sellers(session) if one.id != user.id),
        ],
        languages=[(code, gettext(word)) for code, word in LANGUAGE_WORDS.items()],
        countries=sorted(((one, names.get(one, one)) for one in countries), key=lambda one: one[1]),
    )
