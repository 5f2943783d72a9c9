"""Pictures in a text: `![what is to be seen](media:12)`, shown in the sizes that were made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.land.document import open_to_all
from models.media import Media, MediaKind
from web.pictures import Picture, picture_of
from web.words import gettext

PICTURE = re.compile(r"!\[(?P<words>[^\[\]\n]{0,300})\]\(media:(?P<id>[0-9]{1,9})\)")
MOST = 40  # in one text
WIDE = "(min-width: 60em) 42rem, 92vw"

Told = Mapping[str, Picture | str]
"""By reference: the picture, or a sentence to the editor why it cannot be shown."""


def usable_pictures() -> Select[Media]:
    """Select the pictures that texts may show: those of texts, and those that everybody may see of an estate."""
    of_estates = open_to_all().with_only_columns(Media.id)
    mine = or_(Media.estate_id.is_(None), Media.id.in_(of_estates))
    return select(Media).where(Media.kind == MediaKind.PICTURE, mine).order_by(Media.id.desc())


def reference_to(media: Media) -> str:
    """Return what stands in a text for a picture."""
    return f"![](media:{media.id})"


def pictures_in(session: Session, text: str, language: str) -> Told:
    """Return the pictures of a text. One statement where it names any."""
    found = {one[0]: one for one in PICTURE.finditer(text)}
    named = list(found.values())[:MOST]
    if not named:
        return {}
    ids = {int(one["id"]) for one in named}
    rows = {one.id: one for one in session.scalars(usable_pictures().where(Media.id.in_(ids)))}
    return {one[0]: _told(rows.get(int(one["id"])), one["words"].strip(), language) for one in named}


def _told(media: Media | None, words: str, language: str) -> Picture | str:
    if media is None:
        return gettext("The public sees no such picture.")
    return picture_of(media, language, words=words) or gettext(
        "Nothing says what is to be seen on this picture, or it cannot be read."
    )


def write_picture(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, env: Mapping[str, Any]) -> str:
    """Write a picture with its sizes; one that cannot be shown is left out, for the editor was told."""
    told = env.get("pictures", {}).get(tokens[at].content)
    if not isinstance(told, Picture):
        return ""
    lang = f' lang="{told.alt_language}"'
    if not told.is_ready:
        waits = gettext("This picture is being prepared.")
        return f'<span class="pic-w">{escapeHtml(told.alt)} · {escapeHtml(waits)}</span>'
    sources = "".join(
        f'<source type="{kind}" srcset="{escapeHtml(srcset)}" sizes="{WIDE}">' for kind, srcset in told.sources
    )
    return (
        f'<picture>{sources}<img src="{escapeHtml(told.src)}" width="{told.width}" height="{told.height}"'
        f' alt="{escapeHtml(told.alt)}"{lang} loading="lazy" decoding="async"></picture>'
    )
