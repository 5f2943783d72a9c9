"""The words and letters that go with the drawn signs."""

from models.marks import N_

STATUS_WORDS = {
    "draft": N_("Draft"),
    "available": N_("Available"),
    "held": N_("On hold"),
    "reserved": N_("Reserved"),
    "sold": N_("Sold"),
    "leased": N_("Leased"),
    "withdrawn": N_("Withdrawn"),
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
    "new": N_("New"),
    "contacted": N_("Contacted"),
    "qualified": N_("Qualified"),
    "shortlisted": N_("Lots proposed"),
    "visit": N_("Site visit"),
    "negotiation": N_("Negotiation"),
    "reserved": N_("Reserved"),
    "contracted": N_("Contract signed"),
}
BESIDE_STAGES = {
    "nurture": N_("Follow up later"),
    "lost": N_("Lost"),
    "spam": N_("Spam"),
    "merged": N_("Merged"),
}
