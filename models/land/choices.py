"""What can be chosen: the options of enums and sets, and the words for answers, proof, bases and methods.

An option's label is translated with its context, for one English word often needs several translations.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An option: its code as stored, its English label, the context of the label's translations.

    With an empty context the label is printed as it is, in every language.
    """

    code: str
    label: str
    context: str


# Of a boolean that has no words of its own.
YES_NO = (
    Choice("yes", "Yes", "yes_no"),
    Choice("no", "No", "yes_no"),
)

# On what strength something is said.
PROOF = (
    Choice("declared", "Declared", "proof"),
    Choice("surveyed", "Surveyed", "proof"),
    Choice("metered", "Metered", "proof"),
    Choice("certified", "Certified", "proof"),
)

# The answers without a value.
ANSWER = (
    Choice("not_stated", "Not stated", "answer"),
    Choice("not_measured", "Not measured", "answer"),
    Choice("not_applicable", "Not applicable", "answer"),
    Choice("not_disclosed", "Not disclosed", "answer"),
)

# How a narrowed value reads, and what a file may say instead of a price.
ON_REQUEST = (Choice("on_request", "On request", "answer"),)

# Of whom a value is said.
ORIGIN = (
    Choice("lot_value", "Lot value", "origin"),
    Choice("estate_value", "Estate value", "origin"),
    Choice("inherited", "Taken from the estate", "origin"),
)

# What a price is for.
PRICE_BASIS = (
    Choice("per_m2", "Per m²", "price_basis"),
    Choice("per_lot", "Per lot", "price_basis"),
)

# How a distance was measured.
DISTANCE_METHOD = (
    Choice("road", "By road", "distance_method"),
    Choice("great_circle", "Straight line", "distance_method"),
)

# How an emission factor was computed.
FACTOR_METHOD = (
    Choice("ef_average", "Grid average", "factor_method"),
    Choice("ef_combined_margin", "Combined margin", "factor_method"),
    Choice("ef_operating_margin", "Operating margin", "factor_method"),
    Choice("ef_build_margin", "Build margin", "factor_method"),
    Choice("ef_residual_mix", "Residual mix", "factor_method"),
    Choice("ef_plant", "One plant", "factor_method"),
)

# On what a capacity in the ledger rests; a plan is not capacity.
CAPACITY_BASIS = (
    Choice("basis_metered", "Metered", "capacity_basis"),
    Choice("basis_permit", "Permit", "capacity_basis"),
    Choice("basis_letter", "Supplier's letter", "capacity_basis"),
    Choice("basis_plan", "Plan only", "capacity_basis"),
)

# The ministry's rating of environmental performance.
PROPER = (
    Choice("proper_gold", "Gold", "proper"),
    Choice("proper_green", "Green", "proper"),
    Choice("proper_blue", "Blue (compliant)", "proper"),
    Choice("proper_red", "Red", "proper"),
    Choice("proper_black", "Black", "proper"),
)

# How far an indicator is met.
PROGRESS = (
    Choice("met", "Met", "progress"),
    Choice("under_way", "Under way", "progress"),
    Choice("not_met", "Not met", "progress"),
)

# Who may read a fact or a document.
VISIBILITY = (
    Choice("public", "Public", "visibility"),
    Choice("registered", "Registered readers", "visibility"),
    Choice("nda", "After an NDA", "visibility"),
)

# Whether a by-product is hazardous waste.
WASTE_CLASS = (
    Choice("b3", "Hazardous (B3)", "waste_class"),
    Choice("non_b3", "Not hazardous", "waste_class"),
)

LOT_KIND = (
    Choice("greenfield", "New land", "lot_kind"),
    Choice("brownfield", "Former factory site", "lot_kind"),
    Choice("building", "With a building", "lot_kind"),
)

STATUS = (
    Choice("draft", "Draft", "status"),
    Choice("available", "Available", "status"),
    Choice("held", "On hold", "status"),
    Choice("reserved", "Reserved", "status"),
    Choice("sold", "Sold", "status"),
    Choice("leased", "Leased", "status"),
    Choice("withdrawn", "Withdrawn", "status"),
)

SPLITTABLE = (
    Choice("yes", "Can be split", "splittable"),
    Choice("no", "Cannot be split", "splittable"),
)

TENURE_OFFER = (
    Choice("sale", "For sale", "tenure_offer"),
    Choice("lease", "For lease", "tenure_offer"),
    Choice("both", "Sale or lease", "tenure_offer"),
)

LAND_RIGHT = (
    Choice("hgb", "Right to build (HGB)", "land_right"),
    Choice("hgb_on_hpl", "Right to build (HGB) on HPL land", "land_right"),
    Choice("hpl", "Right to manage (HPL)", "land_right"),
    Choice("hak_pakai", "Right to use (Hak Pakai)", "land_right"),
    Choice("sewa", "Lease (Sewa)", "land_right"),
)

CONTRACT_FORM = (
    Choice("ppti", "Industrial land use agreement (PPTI)", "contract_form"),
    Choice("ppjb", "Binding sale and purchase agreement (PPJB)", "contract_form"),
    Choice("ajb", "Deed of sale (AJB)", "contract_form"),
    Choice("sewa", "Lease agreement", "contract_form"),
)

ENCUMBRANCE = (
    Choice("none", "None", "encumbrance"),
    Choice("mortgage", "Mortgage", "encumbrance"),
    Choice("dispute", "Dispute", "encumbrance"),
    Choice("easement", "Easement", "encumbrance"),
)

MORTGAGE_ALLOWED = (
    Choice("yes", "Allowed", "mortgage_allowed"),
    Choice("no", "Not allowed", "mortgage_allowed"),
)

VAT_INCLUDED = (
    Choice("yes", "Included", "vat_included"),
    Choice("no", "Not included", "vat_included"),
)

CUT_FILL_STATUS = (
    Choice("raw", "Untouched", "cut_fill_status"),
    Choice("graded", "Levelled", "cut_fill_status"),
    Choice("ready_to_build", "Ready to build", "cut_fill_status"),
)

ELEVATION_DATUM = (
    Choice("msl", "Mean sea level (MSL)", "elevation_datum"),
    Choice("lws", "Low-water springs (LWS)", "elevation_datum"),
    Choice("inageoid2020", "National geoid INAGEOID2020", "elevation_datum"),
    Choice("local", "Local estate datum", "elevation_datum"),
)

INDUSTRIAL_GAS_PIPELINE = (
    Choice("o2", "Oxygen (O₂)", "industrial_gas_pipeline"),
    Choice("n2", "Nitrogen (N₂)", "industrial_gas_pipeline"),
    Choice("ar", "Argon (Ar)", "industrial_gas_pipeline"),
    Choice("h2", "Hydrogen (H₂)", "industrial_gas_pipeline"),
    Choice("co2", "Carbon dioxide (CO₂)", "industrial_gas_pipeline"),
)

HYDROGEN_READY = (
    Choice("none", "None", "hydrogen_ready"),
    Choice("reserved", "Corridor kept free", "hydrogen_ready"),
    Choice("piped", "Pipe in place", "hydrogen_ready"),
)

ROOFTOP_SOLAR_READY = (
    Choice("no", "Not ready", "rooftop_solar_ready"),
    Choice("structural", "Roof structure ready", "rooftop_solar_ready"),
    Choice("wired", "Roof and wiring ready", "rooftop_solar_ready"),
    Choice("installed", "Installed", "rooftop_solar_ready"),
)

PORT_CARGO = (
    Choice("dry_bulk", "Dry bulk", "port_cargo"),
    Choice("liquid_bulk", "Liquid bulk", "port_cargo"),
    Choice("general_cargo", "General cargo", "port_cargo"),
    Choice("containers", "Containers", "port_cargo"),
)

TELECOM = (
    Choice("fibre", "Optical fibre", "telecom"),
    Choice("duct", "Empty duct", "telecom"),
    Choice("mobile_4g", "4G mobile", "telecom"),
    Choice("mobile_5g", "5G mobile", "telecom"),
)

TENANT_ENV_DOC = (
    Choice("rkl_rpl_rinci", "Detailed RKL-RPL under the estate's AMDAL", "tenant_env_doc"),
    Choice("ukl_upl", "UKL-UPL", "tenant_env_doc"),
    Choice("sppl", "SPPL statement", "tenant_env_doc"),
    Choice("amdal", "Own AMDAL", "tenant_env_doc"),
)

CERTIFICATES = (
    Choice("iso_14001", "ISO 14001 (environment)", "certificates"),
    Choice("iso_50001", "ISO 50001 (energy)", "certificates"),
    Choice("iso_45001", "ISO 45001 (health and safety)", "certificates"),
    Choice("proper", "PROPER rating", "certificates"),
    Choice("sih", "Green industry certificate (SIH)", "certificates"),
    Choice("greenship", "Greenship (green building)", "certificates"),
    Choice("edge", "EDGE (green building)", "certificates"),
)

# Nominal voltages in kV; the figure is the label.
SUPPLY_VOLTAGE = tuple(Choice(kv, kv, "") for kv in ("0.4", "6.3", "20", "30", "70", "150", "500"))

# What can be chosen for a companion column; the emission factor's method has its own list.
COMPANION_CHOICES: dict[str, tuple[Choice, ...]] = {
    "basis": PRICE_BASIS,
    "method": DISTANCE_METHOD,
    "factor_method": FACTOR_METHOD,
}

# Words for the columns beside a fact's own: a file heads them with the fact's label and one of these.
COMPANION_WORDS: dict[str, Choice] = {
    "currency": Choice("currency", "Currency", "companion"),
    "basis": Choice("basis", "Price basis", "companion"),
    "method": Choice("method", "Measured how", "companion"),
    "minutes": Choice("minutes", "Minutes", "companion"),
}
