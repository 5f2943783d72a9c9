"""Sectors by ISIC division, and the classes of the Indonesian, Korean and Japanese classifications that correspond.

No code but ISIC's is unique. Translations are the titles of the reader's own classification; where one of its classes
covers two divisions, the division's own label says which part is meant.
Correspondences are from memory and field use; the final answer follows the 5-digit KBLI code.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.land.choices import Choice
from models.marks import NP_


@dataclass(frozen=True)
class Correspondence:
    """One ISIC division in KBLI 2020, KSIC 11 and JSIC 14.

    `label` is English; its translations, by the context "sector class", are the titles there.
    """

    isic: str
    kbli: str
    ksic: str
    jsic: str
    label: str


CORRESPONDENCES = (
    Correspondence("C10", "C10", "C10", "E09", NP_("sector class", "Food products")),
    Correspondence("C11", "C11", "C11", "E10", NP_("sector class", "Beverages")),
    Correspondence("C12", "C12", "C12", "E10", NP_("sector class", "Tobacco products")),
    Correspondence("C13", "C13", "C13", "E11", NP_("sector class", "Textiles")),
    Correspondence("C14", "C14", "C14", "E11", NP_("sector class", "Clothing")),
    Correspondence("C15", "C15", "C15", "E20", NP_("sector class", "Leather and footwear")),
    Correspondence("C16", "C16", "C16", "E12", NP_("sector class", "Wood products")),
    Correspondence("C17", "C17", "C17", "E14", NP_("sector class", "Paper")),
    Correspondence("C18", "C18", "C18", "E15", NP_("sector class", "Printing")),
    Correspondence("C19", "C19", "C19", "E17", NP_("sector class", "Coke and refined petroleum")),
    Correspondence("C20", "C20", "C20", "E16", NP_("sector class", "Chemicals")),
    Correspondence("C21", "C21", "C21", "E16", NP_("sector class", "Pharmaceuticals")),
    Correspondence("C22", "C22", "C22", "E18", NP_("sector class", "Plastic products")),
    Correspondence("C22", "C22", "C22", "E19", NP_("sector class", "Rubber products")),
    Correspondence("C23", "C23", "C23", "E21", NP_("sector class", "Glass, ceramics, cement and stone")),
    Correspondence("C24", "C24", "C24", "E22", NP_("sector class", "Iron and steel")),
    Correspondence("C24", "C24", "C24", "E23", NP_("sector class", "Non-ferrous metals")),
    Correspondence("C25", "C25", "C25", "E24", NP_("sector class", "Fabricated metal products")),
    Correspondence("C26", "C26", "C26", "E28", NP_("sector class", "Electronic parts and devices")),
    Correspondence("C26", "C26", "C26", "E30", NP_("sector class", "Information and communication equipment")),
    Correspondence("C26", "C26", "C27", "E27", NP_("sector class", "Measuring, medical and optical instruments")),
    Correspondence("C27", "C27", "C28", "E29", NP_("sector class", "Electrical equipment")),
    Correspondence("C28", "C28", "C29", "E25", NP_("sector class", "General-purpose machinery")),
    Correspondence("C28", "C28", "C29", "E26", NP_("sector class", "Production machinery")),
    Correspondence("C28", "C28", "C29", "E27", NP_("sector class", "Business machinery")),
    Correspondence("C29", "C29", "C30", "E31", NP_("sector class", "Motor vehicles and parts")),
    Correspondence("C30", "C30", "C31", "E31", NP_("sector class", "Other transport equipment")),
    Correspondence("C31", "C31", "C32", "E13", NP_("sector class", "Furniture")),
    Correspondence("C32", "C32", "C33", "E32", NP_("sector class", "Other manufacturing")),
    Correspondence("C32", "C32", "C27", "E27", NP_("sector class", "Medical and dental supplies")),
    Correspondence("C33", "C33", "C34", "R90", NP_("sector class", "Repair and installation of machinery")),
    Correspondence("D35", "D35", "D35", "F33", NP_("sector class", "Electricity")),
    Correspondence("D35", "D35", "D35", "F34", NP_("sector class", "Gas")),
    Correspondence("D35", "D35", "D35", "F35", NP_("sector class", "Heat supply")),
    Correspondence("E36", "E36", "E36", "F36", NP_("sector class", "Water supply")),
    Correspondence("E37", "E37", "E37", "F36", NP_("sector class", "Sewerage")),
    Correspondence("E38", "E38", "E38", "R88", NP_("sector class", "Waste and materials recovery")),
    Correspondence("E39", "E39", "E39", "R88", NP_("sector class", "Remediation")),
    Correspondence("H49", "H49", "H49", "H42", NP_("sector class", "Rail transport")),
    Correspondence("H49", "H49", "H49", "H43", NP_("sector class", "Road passenger transport")),
    Correspondence("H49", "H49", "H49", "H44", NP_("sector class", "Road freight and pipelines")),
    Correspondence("H50", "H50", "H50", "H45", NP_("sector class", "Water transport")),
    Correspondence("H51", "H51", "H51", "H46", NP_("sector class", "Air transport")),
    Correspondence("H52", "H52", "H52", "H47", NP_("sector class", "Warehousing")),
    Correspondence("H52", "H52", "H52", "H48", NP_("sector class", "Transport support")),
    Correspondence("H53", "H53", "J61", "H49", NP_("sector class", "Post")),
    Correspondence("H53", "H53", "H49", "H49", NP_("sector class", "Courier")),
    Correspondence("J63", "J63", "J63", "G40", NP_("sector class", "Data centres")),
)

# The divisions themselves, as attributes and filters name them.
SECTORS = (
    Choice("C10", "Food products", "sector"),
    Choice("C11", "Beverages", "sector"),
    Choice("C12", "Tobacco products", "sector"),
    Choice("C13", "Textiles", "sector"),
    Choice("C14", "Clothing", "sector"),
    Choice("C15", "Leather and footwear", "sector"),
    Choice("C16", "Wood products", "sector"),
    Choice("C17", "Paper", "sector"),
    Choice("C18", "Printing", "sector"),
    Choice("C19", "Coke and refined petroleum", "sector"),
    Choice("C20", "Chemicals", "sector"),
    Choice("C21", "Pharmaceuticals", "sector"),
    Choice("C22", "Rubber and plastic products", "sector"),
    Choice("C23", "Glass, ceramics, cement and stone", "sector"),
    Choice("C24", "Basic metals", "sector"),
    Choice("C25", "Fabricated metal products", "sector"),
    Choice("C26", "Computer, electronic and optical products", "sector"),
    Choice("C27", "Electrical equipment", "sector"),
    Choice("C28", "Machinery and equipment", "sector"),
    Choice("C29", "Motor vehicles and parts", "sector"),
    Choice("C30", "Other transport equipment", "sector"),
    Choice("C31", "Furniture", "sector"),
    Choice("C32", "Other manufacturing; medical and dental supplies", "sector"),
    Choice("C33", "Repair and installation of machinery", "sector"),
    Choice("D35", "Electricity, gas, steam and cooling", "sector"),
    Choice("E36", "Water supply", "sector"),
    Choice("E37", "Sewerage", "sector"),
    Choice("E38", "Waste and materials recovery", "sector"),
    Choice("E39", "Remediation", "sector"),
    Choice("H49", "Land transport and pipelines", "sector"),
    Choice("H50", "Water transport", "sector"),
    Choice("H51", "Air transport", "sector"),
    Choice("H52", "Warehousing and transport support", "sector"),
    Choice("H53", "Post and courier services", "sector"),
    Choice("J63", "Data centres", "sector"),
)


def correspondences(isic: str) -> tuple[Correspondence, ...]:
    """Return what corresponds to an ISIC division, nothing when it is not among ours."""
    return tuple(row for row in CORRESPONDENCES if row.isic == isic)
