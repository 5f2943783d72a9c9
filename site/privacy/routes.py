"""The pages of the room; each file adds its own to the blueprint."""

from privacy import persons, retaining
from privacy.room import bp

__all__ = ["bp", "persons", "retaining"]
