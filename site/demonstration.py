"""The demo in and out: estates through the importer, then the story of leads. Stands above the rooms, as cli.py does."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

import story
from content.loading import load_demo_texts, remove_demo_texts
from estates import demo
from estates.removing import remove_estates
from models.land.rate import Rate
from web.clock import now
from web.database import writing_session

Say = Callable[[str], None]


def load_demo(say: Say) -> bool:
    """Load the demo's estates and play its story up to today; False when it is there already."""
    if demo.is_there():
        return False
    say("Loading the demo: three invented estates and a story of leads.")
    demo.load_demo(at=now(), say=say)
    with writing_session() as session:
        load_demo_texts(session, now())
        story.make_staff(session)
        story.play(session, today=now().astimezone(story.WIB).date())
    return True


def remove_demo() -> dict[str, int]:
    """Take the demo's estates away with all that hangs from them; return how many rows of which table."""
    with writing_session() as session:
        gone = remove_estates(session, demo.slugs())
        if pages := remove_demo_texts(session):
            gone["page"] = pages
        for rate in session.scalars(select(Rate).where(Rate.illustrative)):
            session.delete(rate)
        return gone
