"""Every route × every role × own and other rows, against answers written by hand."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from models.account import User, UserRole
from models.base import Base
from models.land.estate import Estate
from models.land.lot import Lot
from models.lead.lead import Lead
from tests.client import ANY, Client
from tests.pseudo import bracketed, unmarked
from tests.table import ROLES, Line, lines
from tests.world import World

LINES = lines()
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STAFF = {
    "sales": "seller",
    "sales_lead": "sales_lead",
    "marketing": "marketer",
    "engineer": "engineer",
    "admin": "admin",
}
# What a form might be made to carry: names of columns that decide who may do what, and what is shown.
EXTRA = {
    "id": "999", "role": "admin", "roles": "admin", "stage": "contracted", "owner_id": "999", "owner": "999", "user_id": "999",
    "estate_id": "999", "published": "1", "published_at": "2020-01-01", "status": "sold", "public_status": "sold",
    "password_hash": "x", "disabled_at": "", "link_epoch": "9", "version": "999", "is_admin": "1", "answer_due_at": "2099-01-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds():
    """The world, once it was made."""
    return []


@pytest.fixture
def world(app, session, test_database, worlds):
    """One of everything."""
    if worlds:
        test_database.bring(app, "world")
        return worlds[0].again(session)
    worlds.append(World(app, session))
    test_database.keep(app, "world")
    return worlds[0]


@pytest.fixture
def as_role(request, visitor):
    """Return the browser of whoever holds a role."""

    def client(role: str) -> Client:
        return visitor if role == "anyone" else request.getfixturevalue(STAFF[role])

    return client


def send(world: World, line: Line, client: Client, data=None, **given):
    """Send what the line says, as `client`."""
    address = world.address(line.route, line.whose, client)
    if line.method == "POST" and address.startswith("/staff/"):
        data = {"csrf_token": token_for(client)} | (data or {})
    return client.send(line.method, address, data=data, status=given.pop("status", None), **given)


def token_for(client: Client) -> str:
    """Return the token of this browser; without a session, that of the sign-in page."""
    if client.user_id:
        return client.token
    return client.get("/staff/sign-in").form()["csrf_token"][0]


def test_every_route_has_its_line(app):
    declared = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    written = {(line.rule, line.method) for line in LINES}

    assert not declared - written, "routes without a line in tests/access.csv"
    assert not written - declared, "lines of tests/access.csv without a route"


def test_each_role_gets_the_page_that_is_written(world, as_role):
    """All in one world, for a page that is opened changes nothing."""
    given = {str(line): answers(world, line, as_role) for line in LINES if line.method == "GET"}

    assert given == {str(line): line.expected for line in LINES if line.method == "GET"}


@pytest.mark.thorough
@pytest.mark.parametrize("line", [line for line in LINES if line.method != "GET"], ids=str)
def test_each_role_gets_the_answer_that_is_written(world, as_role, line):
    assert answers(world, line, as_role) == line.expected


def answers(world: World, line: Line, as_role) -> dict[str, int]:
    """Return what each role is answered."""
    return {role: send(world, line, as_role(role), status=ANY).status for role in ROLES}


@pytest.mark.thorough
@pytest.mark.parametrize("role", ["anyone", "admin"])
def test_a_method_that_nobody_declared_is_refused(app, world, as_role, role):
    client = as_role(role)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        route = next(line.route for line in LINES if line.rule == rule.rule)
        siblings = {m for other in app.url_map.iter_rules() if other.rule == rule.rule for m in other.methods}
        for method in set(METHODS) - siblings:
            page = client.send(method, world.address(route, "own", client), status=405)
            assert method not in page.headers["Allow"]


def decided(session) -> dict[str, object]:
    """Return what decides who may do what and what is shown, of every row there is."""
    session.expire_all()
    return {
        "users": session.execute(select(User.id, User.email, User.password_hash).order_by(User.id)).all(),
        "roles": session.execute(
            select(UserRole.user_id, UserRole.role, UserRole.estate_id).order_by(UserRole.id)
        ).all(),
        "leads": session.execute(select(Lead.id, Lead.stage, Lead.owner_id, Lead.estate_id).order_by(Lead.id)).all(),
        "lots": session.execute(
            select(Lot.id, Lot.estate_id, Lot.status, Lot.public_status, Lot.published_at).order_by(Lot.id)
        ).all(),
        "estates": session.execute(select(Estate.id, Estate.slug, Estate.published).order_by(Estate.id)).all(),
    }


REFUSED = {401, 404}
PURPOSE = {"/staff/estates/<estate>/published": "estates"}  # what a form without fields is there to move
POSTS = [line for line in LINES if line.method == "POST" and not REFUSED.issuperset(line.expected.values())]


@pytest.mark.thorough
@pytest.mark.parametrize("line", POSTS, ids=str)
def test_fields_that_no_form_has_move_nothing(world, session, as_role, line):
    """As the page sends its form, with more in it; where no page has one, with nothing else in it."""
    client = as_role(next(role for role in reversed(ROLES) if line.expected[role] not in REFUSED))
    address = world.address(line.route, line.whose, client)
    before = decided(session)

    form = as_on_its_page(client, address)
    client.send("POST", address, data={"csrf_token": token_for(client)} | form | EXTRA, status=ANY)

    if line.whose == "asked":  # approving is itself a move: to a reservation, and to nothing that the fields say
        now = decided(session)
        assert now["lots"] != before["lots"]
        assert not any(word in str(now) for word in ("'sold'", "'contracted'", "2099"))
        return
    moved = {name for name, rows in decided(session).items() if rows != before[name]}
    assert moved <= {PURPOSE.get(line.route)}


FORGED = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.thorough
def test_no_forged_request_counts(world, session, as_role):
    """From another site, or on the desk without its token: refused, and nothing has moved."""
    clients = {role: as_role(role) for role in ROLES}
    aimed = []
    for line in POSTS:
        client = clients[next(role for role in reversed(ROLES) if line.expected[role] not in REFUSED)]
        aimed.append((line, client, world.address(line.route, line.whose, client)))  # makes what it is about
    before = everything(session)
    for line, client, address in aimed:
        if line.route.startswith("/staff/"):
            client.send("POST", address, data={"csrf_token": token_for(client)}, headers=FORGED, status=403)
            client.send("POST", address, data={}, status=403)
        else:  # no session, no token: what was typed comes back, and is not taken
            client.send("POST", address, data={}, headers=FORGED, status=422)

    assert everything(session) == before


def everything(session) -> dict[str, int]:
    """Return how many rows each table has, and what is decided in them."""
    counts = {
        name: session.scalar(select(func.count()).select_from(table)) for name, table in Base.metadata.tables.items()
    }
    return counts | decided(session)


def test_a_foreign_host_is_refused_everywhere(world, visitor):
    for line in LINES:
        if line.method == "GET":
            address = world.address(line.route, line.whose, visitor)
            answer = visitor.browser.get(address, base_url="http://evil.example")
            assert answer.status_code == 400, line
            assert "evil.example" not in answer.text


def as_on_its_page(client: Client, address: str) -> dict[str, list[str]]:
    """Return what the form that sends to `address` would send, as it stands on the page of that address."""
    page = client.get(address, status=ANY)
    if not page.is_whole or page.status != 200:
        return {}
    path = address.partition("?")[0]
    for form in page.css("main form[method=post]"):
        if (form.get("action") or path).partition("?")[0] == path:
            sent: dict[str, list[str]] = {}
            for name, value in form.form_values():
                sent.setdefault(name, []).append(value)
            return sent
    return {}


PAGES = [line for line in LINES if line.method == "GET" and 200 in line.expected.values()]


def test_every_word_on_every_page_is_offered_for_translation(world, as_role, monkeypatch):
    found = []
    for line in PAGES:
        client = as_role(next(role for role in ROLES if line.expected[role] == 200))
        with bracketed(monkeypatch):
            page = send(world, line, client, status=200)
        if page.is_whole:
            found += [f"{line}: {fault}" for fault in unmarked(page, world.words)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["id", "ko", "ja"])
def test_every_public_page_opens_in_every_language(world, visitor, language):
    """The client looks at each: its language, its title, its other languages, its labels."""
    world.values["own"]["lang"] = language

    for line in PAGES:
        if "<lang:lang>" in line.route:
            send(world, line, visitor, status=200)


NUMBERED = sorted({line.rule for line in LINES if line.method == "GET" and "<int:" in line.rule})


@pytest.mark.parametrize("rule", NUMBERED)
def test_a_number_that_no_row_can_have_leads_nowhere(world, admin, engineer, sales_lead, rule):
    address = world.address(rule, "own", admin)
    for number in re.findall(r"\d+", address):
        for larger in ("9" * 9, "9" * 10, "9" * 18, "9" * 40):
            for somebody in (admin, engineer, sales_lead):
                somebody.get(address.replace(number, larger, 1), status=404)
