"""What frameworks ask of an estate, and whether what it says meets that."""

from models.land.frameworks import eip, permenperin26

REFERENCE = "reference"
"""Beside the frameworks an estate states values of the reference series that targets are taken from, by the series' name."""

CODES = {
    eip.CODE: frozenset(row.code for row in eip.ROWS),
    permenperin26.CODE: frozenset(criterion.code for criterion in permenperin26.CRITERIA),
    REFERENCE: frozenset(eip.SERIES),
}
"""What can be stated under each framework."""

__all__ = ["CODES", "REFERENCE", "eip", "permenperin26"]
