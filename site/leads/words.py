"""Codes of the room in words."""

from __future__ import annotations

from models.lead.lead import Stage
from models.marks import N_
from web.glyphs import BESIDE_STAGES
from web.words import gettext

LOST_REASONS = {
    "price": N_("Price too high"),
    "no_fit": N_("No lot that fits"),
    "power": N_("Not enough power"),
    "water": N_("Not enough water"),
    "timing": N_("Not ready in time"),
    "permit": N_("Permits or rules"),
    "other_estate": N_("Chose another estate in Indonesia"),
    "other_country": N_("Chose another country"),
    "stopped": N_("Their project was stopped"),
    "no_answer": N_("No answer from them"),
    "other": N_("Other"),
}
# Translators: which language a desk answers in, beside a lead's reference
DESK_WORDS = {"id": N_("ID desk"), "en": N_("EN desk"), "ko": N_("KR desk"), "ja": N_("JP desk")}
ANSWER_IN = {
    "id": N_("Answer in Indonesian"),
    "en": N_("Answer in English"),
    "ko": N_("Answer in Korean"),
    "ja": N_("Answer in Japanese"),
}
NAME_ORDERS = {
    "family_first": N_("Family name first"),
    "given_first": N_("Given name first"),
    "single": N_("One name"),
}
LETTER_STATES = {
    "queued": N_("Waiting to be sent"),
    "sent": N_("Sent"),
    "unsent": N_("Not sent: no mail server is set"),
    "dead": N_("Could not be sent"),
    "held": N_("Held back until somebody has checked"),
    "cancelled": N_("Cancelled"),
}
LETTER_KINDS = {
    "ack": N_("Automatic letter to the investor"),
    "desk_notice": N_("Notice to the desk"),
    "answer": N_("Answer"),
    "status_link": N_("Link to the inquiry"),
    "account": N_("Account"),
}
SUSPECTED = {
    "honeypot": N_("A field was filled in that people do not see"),
    "fast": N_("Sent faster than anybody can type"),
    "links": N_("Many links"),
}
PURPOSES = {
    "inquiry": N_("Collect and use"),
    "overseas_transfer": N_("Transfer abroad"),
    "third_party": N_("Third parties"),
    "marketing": N_("News"),
}
CONTRACT_FORMS = {
    "ppti": N_("Industrial land use agreement (PPTI)"),
    "ppjb": N_("Preliminary sale and purchase agreement (PPJB)"),
    "ajb": N_("Deed of sale (AJB)"),
    "sewa": N_("Lease (Sewa)"),
}


def reason_words(text: str | None) -> str:
    """Return a reason in words: a code of why leads are lost, or what somebody wrote."""
    word = LOST_REASONS.get(text or "") or SUSPECTED.get(text or "")
    return gettext(word) if word else text or ""


def is_beside(stage: Stage) -> bool:
    """Tell whether a stage stands beside the board."""
    return stage.value in BESIDE_STAGES
