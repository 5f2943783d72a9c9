"""No column that could hold something personal goes unnoticed, and to every one there is a way from the person."""

from __future__ import annotations

from sqlalchemy import JSON, Enum, String

from models.base import Base
from models.people.personal import STAFF_ONLY, WAYS, personal_columns, personal_tables

TABLES = {
    "person", "organisation", "inquiry", "inquiry_lot", "consent", "notice", "lead", "lead_lot", "stage_change", "entry",
    "letter", "task", "claim_group", "lot_claim", "waiting", "user", "user_role", "sign_in", "act", "audit", "job", "throttle",
    "erasure", "retention", "handover", "handed_lead", "agreement", "one_time_secret", "recovery_code",
    "passkey",
}  # fmt: skip

# What was looked at and holds nothing of a person: codes, numbers of ours, facts of the firm and of the business.
NOT_PERSONAL = {
    "person": {"name_order", "language"},
    "organisation": {"name_native", "name_roman", "country", "match_key", "domain", "sector"},
    "inquiry": {
        "reference", "form_key", "language", "zone", "channel", "source", "organisation", "country", "need", "lots_unknown",
        "suspect",
    },
    "inquiry_lot": {"status_shown"},
    "notice": {"language", "version", "sha256", "text"},
    "lead": {"reference", "language", "need"},
    "lead_lot": {"state"},
    "stage_change": {"old", "new"},
    "entry": {"language"},
    "letter": {"kind", "template", "reply_to", "language", "state"},  # reply_to: the desk's own address
    "task": {"details"},
    "claim_group": {"kind", "deposit_currency", "contract_kind", "contract_form", "contract_number"},
    "lot_claim": {"told_price"},
    "waiting": {"state"},
    "user": {"language", "password_hash"},
    "sign_in": {"key_hash"},
    "act": {"request_id"},
    "audit": {"what", "subject", "details"},
    "job": {"kind", "args", "dedupe_key", "last_error"},
    "throttle": {"key"},
    "erasure": {"cause", "mark", "counts", "hash"},
    "retention": {"purpose"},
    "one_time_secret": {"sealed"},
    "recovery_code": {"code_hash"},
    "passkey": {"credential"},
}  # fmt: skip


def test_every_column_of_text_is_decided():
    undecided = []
    for name in sorted(TABLES):
        for column in Base.metadata.tables[name].columns:
            words = isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
            if words and bool(column.info.get("personal")) == (column.name in NOT_PERSONAL.get(name, set())):
                undecided.append(f"{name}.{column.name}")

    assert not undecided, "say personal in their info, or name them here as not personal, and not both"


def test_from_a_person_there_is_a_way_to_every_table_with_personal_columns():
    assert {table.name for table in personal_tables()} == WAYS


def test_only_staff_is_known_beside_investors():
    others = {
        table.name for table in Base.metadata.tables.values() if personal_columns(table) and table.name not in WAYS
    }

    assert others == STAFF_ONLY
