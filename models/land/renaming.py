"""A lot gets another number: what people read, what stands in its address, and the way from the old one."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.act import Act
from models.land.answer import Answer, Proof
from models.land.codes import lot_code
from models.land.lot import Lot, LotRedirect
from models.land.recording import record
from models.land.statement import CODE_AS_GIVEN, Said, Statement, Subject
from models.land.values import Wrong
from models.marks import N_
from models.refusal import Sentence

LONGEST = 60  # characters that people read


def checked_code(session: Session, lot: Lot, given: str) -> str:
    """Return the code that `given` makes for a lot; raise Wrong when it is another's, or once was."""
    if len(given) > LONGEST:
        raise Wrong(Sentence.of(N_("Use at most %(most)s characters."), most=LONGEST))
    code = lot_code(given)
    if code == lot.code:
        if given == lot.code_as_given:
            raise Wrong(Sentence.of(N_("This is its number already.")))
        return code
    here = Lot.estate_id == lot.estate_id
    if other := session.scalar(select(Lot.code_as_given).where(here, Lot.code == code)):
        raise Wrong(Sentence.of(N_("Lot “%(lot)s” exists already in this estate. Choose another number."), lot=other))
    former = select(Lot.code_as_given).join(LotRedirect, LotRedirect.lot_id == Lot.id)
    former = former.where(LotRedirect.estate_id == lot.estate_id, LotRedirect.code == code, LotRedirect.lot_id != lot.id)
    if other := session.scalar(former):
        wrong = N_("“%(code)s” was once the number of lot “%(lot)s”: printed plans and links with it lead there.")
        raise Wrong(Sentence.of(wrong, code=code, lot=other), Sentence.of(N_("Choose a number that no lot has had.")))
    return code


def rename(session: Session, lot: Lot, given: str, *, act: Act) -> None:
    """Let people read `given` as a lot's number, and its old address lead to the new one; raise Wrong."""
    code, old = checked_code(session, lot, given), lot.code
    if code != old:
        lot.code = code
        own = delete(LotRedirect).where(LotRedirect.estate_id == lot.estate_id, LotRedirect.code == code)
        session.execute(own.execution_options(scopes=list(lot.scopes())))  # it goes back to a number it had
        session.flush()
        session.add(LotRedirect(estate_id=lot.estate_id, code=old, lot_id=lot.id))
    session.flush()
    statement = Statement(
        act_id=act.id, estate_id=lot.estate_id, kind=Proof.DECLARED, as_of=act.at.date(), force_from=act.at
    )
    said = {Subject("lot", lot.id): {CODE_AS_GIVEN: Said(Answer.STATED, given)}}
    record(session, statement, said, at=act.at)
    session.flush()


def former_codes(session: Session, estate_id: int) -> dict[str, str]:
    """Return the codes that lots of an estate had before, each with the number that its lot has now."""
    query = select(LotRedirect.code, Lot.code_as_given).join(Lot, Lot.id == LotRedirect.lot_id)
    return dict(session.execute(query.where(LotRedirect.estate_id == estate_id)).all())
