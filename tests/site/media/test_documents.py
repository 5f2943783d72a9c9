"""Documents: under the name they came with, to those who may read them, valid while they are."""

import io
import zipfile
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from models.audit import Audit
from models.job import Job
from models.land.document import Document
from models.land.statement import Subject
from models.media import Media
from tests.land import say
from tests.page import words
from tests.support.files import PDF, a_paper, jpeg

NAMES = ["측량성과도 (E-09).pdf", "測量成果図・E-09.pdf", "Izin lokasi; 2024.pdf"]


def rows(page):
    """Return the rows of the table of documents."""
    return [words(row) for row in page.css("table.docs tbody tr")]


def packed(*names, **contents):
    """Return a zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
        for name, content in contents.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_saved_under_the_name_it_came_with(visitor, estate, bring, name):
    bring(PDF, name)
    page = visitor.get("/ko/estates/trial")
    link = page.one("table.docs a")

    answer = visitor.get(link.get("href"))

    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; ")
    assert unquote(told.partition("filename*=UTF-8''")[2]) == name
    assert told.isascii()
    assert answer.body == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    visitor.get(link.get("href"), status=304, headers={"If-None-Match": answer.headers["ETag"]})


def test_it_is_listed_with_issuer_day_validity_language_size_and_type(visitor, marketer, lot, bring, clock):
    path = bring(PDF, "sertifikat.pdf", lots="E-09").location
    form = marketer.get(path).form("form[enctype]")
    form |= {"issuer": "BPN", "issued_on": "2025-01-31", "valid_to": "2026-03-10", "title_en": "Land certificate"}
    form.pop("file", None)
    marketer.post(path, form)

    (row,) = rows(visitor.get("/en/lots/trial/E-09"))
    for told in ("Land certificate", "PDF", "kB", "Indonesian", "BPN", "2025-01-31", "valid to 2026-03-10", "Public"):
        assert told in row
    assert not rows(visitor.get("/en/lots/trial/E-10"))
    clock.move(days=30)
    (row,) = rows(visitor.get("/en/lots/trial/E-09"))
    assert "expired 2026-03-10" in row
    assert "valid to" not in row


def test_what_holds_later_says_from_when(visitor, app, session, estate, clock):
    a_paper(app, session, estate, valid_from=clock.at.date() + timedelta(days=9))

    page = visitor.get("/en/estates/trial")
    assert "valid from 2026-03-11" in rows(page)[0]
    clock.move(days=10)
    assert "valid from" not in rows(visitor.get("/en/estates/trial", headers={"If-None-Match": page.headers["ETag"]}))[0]


@pytest.mark.parametrize("level", ["registered", "nda"])
def test_what_is_not_public_is_named_and_not_sent(app, visitor, session, lot, estate, level):
    document = a_paper(app, session, estate, level=level)

    page = visitor.get("/en/lots/trial/E-09")
    assert "Survey plan" in rows(page)[0]
    assert not page.css("table.docs a")
    visitor.get(f"/files/{document.media.key}/{document.media.name}", status=404)


def test_one_estates_staff_does_not_open_anothers(app, session, staff, estate):
    from models.account import Role
    from tests.land import an_estate

    elsewhere = an_estate(session, "elsewhere")
    session.commit()
    document = a_paper(app, session, estate, level="nda")
    foreign = staff("engineer_there", Role.ENGINEER, estate_id=elsewhere.id)

    foreign.get(f"/staff/documents/{document.id}", status=404)
    foreign.get(f"/staff/media/{document.media.id}/a.pdf", status=404)
    foreign.get("/staff/estates/trial/documents", status=404)


OFFICE = {
    "docx": packed("[Content_Types].xml", "word/document.xml"),
    "xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "hwpx": packed(mimetype="application/hwp+zip"),
    "ods": packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
}
REFUSED = {
    "a zip of anything": (packed("a.exe.txt"), "This is an archive."),
    "macros": (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "This file holds macros."),
    "a broken zip": (OFFICE["docx"][:40], "This file is damaged."),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "This is an older office file."),
    "a page": (b"<!doctype html><script>alert(1)</script>", "Bring a PDF"),
}


@pytest.mark.parametrize("ending", OFFICE)
def test_office_files_are_told_by_what_they_hold(session, bring, ending):
    bring(OFFICE[ending], "양식.exe")

    assert session.scalars(select(Media)).one().name == f"양식.exe.{ending}"


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_document_is_refused_in_words(session, bring, kind):
    contents, told = REFUSED[kind]

    assert told in bring(contents, "a.pdf", status=422)
    assert not session.scalars(select(Media)).all()


def test_what_is_typed_wrong_is_said_beside_its_field(session, bring, lot):
    assert "No lot Z-99 in this estate." in bring(PDF, "a.pdf", lots="E-09, Z-99", status=422)
    assert "Enter what it is called." in bring(PDF, "a.pdf", title=" ", status=422)
    assert not session.scalars(select(Document)).all()


def test_a_colleague_is_not_overwritten_silently(app, session, marketer, engineer, estate):
    path = f"/staff/documents/{a_paper(app, session, estate).id}"
    mine, theirs = (one.get(path).form("form[enctype]") for one in (marketer, engineer))
    mine.pop("file", None)
    theirs.pop("file", None)
    engineer.post(path, theirs | {"issuer": "Kadaster"})

    page = marketer.post(path, mine | {"issuer": "BPN"}, status=409)

    assert "Somebody else changed this meanwhile." in page
    assert session.scalars(select(Document)).one().issuer == "Kadaster"


def test_a_newer_file_takes_the_place_of_the_older(app, visitor, session, marketer, estate, run_jobs):
    document = a_paper(app, session, estate)
    old = visitor.get("/en/estates/trial").one("table.docs a").get("href")
    form = marketer.get(f"/staff/documents/{document.id}").form("form[enctype]")
    form["file"] = (io.BytesIO(PDF + b"2"), "새 측량도.pdf")
    marketer.post(f"/staff/documents/{document.id}", form)
    run_jobs()

    new = visitor.get("/en/estates/trial").one("table.docs a").get("href")
    assert new != old
    assert visitor.get(new).body == PDF + b"2"
    visitor.get(old, status=404)
    form["file"] = (io.BytesIO(jpeg()), "a.jpg")
    form["version"] = str(session.scalar(select(Document.version)))
    assert "This is a picture." in marketer.post(f"/staff/documents/{document.id}", form, status=422)


def test_the_order_is_the_desks(app, visitor, session, marketer, estate):
    def titles():
        return [words(link) for link in visitor.get("/en/estates/trial").css("table.docs a")]

    first, second = (a_paper(app, session, estate, title=name, title_en=name) for name in ("First", "Second"))
    marketer.post(f"/staff/documents/{second.id}/move", {"to": "earlier"})

    assert titles() == ["Second", "First"]
    marketer.post(f"/staff/documents/{second.id}/move", {"to": "later"})
    assert titles() == ["First", "Second"]
    assert first.id < second.id


def test_what_figures_rest_on_stays_on_record(app, visitor, session, marketer, estate, lot, run_jobs):
    source, other = a_paper(app, session, estate), a_paper(app, session, estate)
    say(session, estate, {Subject("lot", lot.id): {"klb": "2"}}, document_id=source.id)
    session.commit()
    source_id, other_id = source.id, other.id
    for one in (source_id, other_id):
        marketer.post(f"/staff/documents/{one}/remove")
    run_jobs()

    assert session.scalars(select(Document.id)).all() == [source_id]
    assert {job.state for job in session.scalars(select(Job))} <= {"done"}
    assert session.scalars(select(Audit.what).where(Audit.subject == f"document:{other_id}")).all() == ["document"]


def test_a_page_with_a_hundred_documents_asks_no_more(app, visitor, session, estate, lot, statements):
    def asked():
        with statements:
            visitor.get("/en/lots/trial/E-09")
        return len(statements)

    a_paper(app, session, estate)
    one = asked()
    session.add_all(
        Document(estate_id=estate.id, key=f"k{n}", title="Peta", language="id", valid_to=date(2030, 1, 1)) for n in range(100)
    )
    session.commit()

    assert asked() == one
