"""The command: what people type, what they read, and the exit status that scripts look at."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import Popen

import pytest
from sqlalchemy import select, text

from config import WrongSetting, settings_from_environment
from models.account import Role, User, user_of
from models.audit import Audit
from models.edition import Edition
from models.password import is_right
from tests.support.command import Kavling

ALL = (
    *("serve", "worker", "migrate", "prepare", "check", "backup", "restore"),
    *("user add", "estate add", "import lots", "import undo", "demo"),
)
PASSWORD = "seven lots between the sea and the rail"


@pytest.mark.parametrize("command", ["", *ALL])
def test_every_command_explains_itself(kavling: Kavling, command: str):
    told = kavling(*command.split(), "--help")

    assert told.exit_code == 0
    assert told.stdout.startswith("Usage:")
    assert len(told.stdout.splitlines()) > 5


def test_what_is_asked_wrongly_ends_with_2_on_standard_error(kavling: Kavling):
    told = kavling("user", "add", "someone@example.com", "--role", "king")

    assert told.exit_code == 2
    assert "is not one of" in told.stderr
    assert told.stdout == ""


def test_a_person_is_added_with_the_password_that_was_typed(kavling: Kavling, session):
    told = kavling("user", "add", "Someone@Example.com", "--role", "engineer", "--password-stdin", typed=f"{PASSWORD}\n")

    assert (told.exit_code, told.stdout, told.stderr) == (0, "Added Someone@Example.com.\n", "")
    user = session.scalars(user_of("someone@example.com")).one()
    assert is_right(PASSWORD, user.password_hash)
    assert [(grant.role, grant.estate_id) for grant in user.grants] == [(Role.ENGINEER, None)]
    assert {row.what for row in session.scalars(select(Audit))} == {"roles", "added"}


def test_without_a_typed_password_one_is_made_and_told_once(kavling: Kavling, session):
    told = kavling("user", "add", "someone@example.com", "--role", "sales")

    password = told.stdout.strip().rpartition(" ")[2]
    assert len(password) >= 20
    assert is_right(password, session.scalars(user_of("someone@example.com")).one().password_hash)


def test_a_person_holds_a_role_at_the_estate_that_was_named(kavling: Kavling, session):
    kavling("estate", "add", "cilegon", "--name", "Cilegon")
    told = kavling("user", "add", "someone@example.com", "--role", "sales", "--role", "engineer", "--estate", "cilegon")

    assert told.exit_code == 0, told.stderr
    grants = session.scalars(user_of("someone@example.com")).one().grants
    assert {grant.role for grant in grants} == {Role.SALES, Role.ENGINEER}
    assert None not in {grant.estate_id for grant in grants}


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        (("someone", "--role", "sales"), None, "@"),
        (("someone@example.com", "--role", "sales", "--estate", "atlantis"), None, "There is no estate atlantis"),
        (("someone@example.com", "--role", "sales", "--password-stdin"), "short\n", "at least 15 characters"),
        (("someone@example.com", "--role", "sales", "--password-stdin"), "", "at least 15 characters"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_with_a_reason(kavling: Kavling, session, words, typed, why):
    told = kavling("user", "add", *words, typed=typed)

    assert (told.exit_code, told.stdout) == (1, "")
    assert why in told.stderr
    assert session.scalars(select(User)).all() == []


def test_the_same_address_is_added_once_in_whatever_case(kavling: Kavling):
    kavling("user", "add", "someone@example.com", "--role", "sales")
    again = kavling("user", "add", "SOMEONE@example.com", "--role", "admin")

    assert again.exit_code == 1
    assert "has an account already" in again.stderr


def test_a_fresh_installation_has_nothing_wrong(kavling: Kavling):
    told = kavling("check")

    assert (told.exit_code, told.stdout, told.stderr) == (0, "Nothing is wrong.\n", "")


def test_check_tells_jobs_that_were_given_up(kavling: Kavling, session, clock):
    from models.job import State, enqueue

    enqueue(session, "letter", {"letter_id": 1}, at=clock.at).state = State.DEAD
    told = kavling("check")

    assert told.exit_code == 1
    assert "1 jobs were given up" in told.stderr


def test_check_names_lot_and_value_that_are_not_as_stated_and_mends_them(kavling: Kavling, session):
    """Somebody wrote into the table by hand."""
    from models.land.statement import Subject
    from tests.land import an_estate, lots, say

    estate = an_estate(session, published=True)
    lot = lots(session, estate, {"A-01": {"net_area": 12_000, "steam_flow": 5}})["A-01"]
    say(session, estate, {Subject("estate", estate.id): {"steam_pressure": 12}})
    session.commit()
    assert kavling("check").exit_code == 0
    session.execute(text("UPDATE lot SET net_area = 13000, steam_pressure = NULL"))
    lot.standing = lot.standing | {"steam_flow": lot.standing["steam_flow"] | {"p": "certified"}}
    estate.standing = {}
    session.commit()
    edition = session.get_one(Edition, f"estate:{estate.id}").number

    told = kavling("check")

    assert told.exit_code == 1
    assert told.stderr.splitlines()[1:] == [
        "Lot A-01 of trial: net_area is not what its statements say (13000, not 12000).",
        "Lot A-01 of trial: steam_pressure is not what its statements say (nothing, not 12).",
        "Lot A-01 of trial: the mark beside steam_flow is not what its statements say "
        "({'p': 'certified'}, not {'p': 'surveyed'}).",
        "Statements are the truth: `kavling check --mend` writes anew what they say.",
    ]
    assert "The estate trial: the mark beside steam_pressure is not" in told.stderr
    assert kavling("check", "--mend").stdout == "2 lots and estates say again what their statements say.\nNothing is wrong.\n"
    session.expire_all()
    assert (lot.net_area, lot.steam_pressure, lot.standing["steam_flow"]["p"]) == (12_000, 12, "surveyed")
    assert session.get_one(Edition, f"estate:{estate.id}").number == edition + 1


@pytest.mark.thorough
def test_the_first_start_tells_the_sign_ins_and_the_second_does_not(kavling: Kavling, session):
    kavling("estate", "add", "cilegon", "--name", "Cilegon")  # not empty: the demo stays away
    first, second = kavling("prepare"), kavling("prepare")

    people = session.scalars(select(User)).all()
    assert {grant.role for person in people for grant in person.grants} == set(Role) - {Role.ANYONE}
    for person in people:
        password = next(line.split()[1] for line in first.stdout.splitlines() if person.email in line)
        assert is_right(password, person.password_hash)
    assert second.stdout == ""


def test_wrong_settings_are_told_all_at_once(kavling_process: Callable[..., Popen[str]]):
    process = kavling_process("check", KAVLING_BASE_URL="www.example.com", KAVLING_PROXIES="many")
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, "")
    assert "KAVLING_BASE_URL: write it like https://www.example.com" in err
    assert "KAVLING_PROXIES" in err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"KAVLING_OPERATOR": "PT Kita"}, "KAVLING_OPERATOR and PRIVACY_CONTACT go together"),
        ({"KAVLING_OPERATOR": "PT Kita", "KAVLING_PRIVACY_CONTACT": "us"}, "KAVLING_PRIVACY_CONTACT: write an email"),
        ({"KAVLING_RETENTION_MONTHS": "0"}, "KAVLING_RETENTION_MONTHS: Input should be greater"),
    ],
)
def test_who_answers_for_personal_data_is_told_whole_or_not_at_all(monkeypatch, settings, told):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(WrongSetting, match=told):
        settings_from_environment()
