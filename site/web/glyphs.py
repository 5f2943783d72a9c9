"""The words and letters that go with the drawn signs."""

from models.marks import N_, NP_

STATUS_WORDS = {
    "draft": NP_("status", "Draft"),
    "available": NP_("status", "Available"),
    "held": NP_("status", "On hold"),
    "reserved": NP_("status", "Reserved"),
    "sold": NP_("status", "Sold"),
    "leased": NP_("status", "Leased"),
    "withdrawn": NP_("status", "Withdrawn"),
}

PROOF_WORDS = {
    "surveyed": N_("Surveyed"),
    "metered": N_("Metered"),
    "certified": N_("Certified"),
    "declared": N_("Declared"),
}

ANSWER_WORDS = {
    "not_stated": N_("Not stated"),
    "not_measured": N_("Not measured"),
    "not_applicable": N_("Not applicable"),
    "not_disclosed": N_("Not disclosed"),
    "on_request": N_("On request"),
}

# Letter, class and word; the letters are those of engineering sheets and are not translated
UTILITY_LETTERS = {
    "power": ("E", "e", N_("Power")),
    "recycled": ("RW", "w", N_("Recycled water")),
    "water": ("W", "w", N_("Industrial water")),
    "wastewater": ("WW", "k", N_("Wastewater")),
    "steam": ("S", "s", N_("Steam")),
    "gas": ("G", "gs", N_("Natural gas")),
    "rail": ("R", "k", N_("Rail siding")),
    "jetty": ("J", "k", N_("Jetty access")),
}

STAGE_WORDS = {
    "new": NP_("stage", "New"),
    "contacted": NP_("stage", "Contacted"),
    "qualified": NP_("stage", "Qualified"),
    "shortlisted": NP_("stage", "Lots proposed"),
    "visit": NP_("stage", "Site visit"),
    "negotiation": NP_("stage", "Negotiation"),
    "reserved": NP_("stage", "Reserved"),
    "contracted": NP_("stage", "Contract signed"),
}
BESIDE_STAGES = {
    "nurture": NP_("stage", "Follow up later"),
    "lost": NP_("stage", "Lost"),
    "spam": NP_("stage", "Spam"),
    "merged": NP_("stage", "Merged"),
}
