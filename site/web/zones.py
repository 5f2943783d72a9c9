"""Zones in which staff name a moment."""

from __future__ import annotations

from models.marks import N_

ZONES = {
    "Asia/Jakarta": N_("WIB, Jakarta and Cilegon"),
    "Asia/Seoul": N_("KST, Seoul"),
    "Asia/Tokyo": N_("JST, Tokyo"),
    "UTC": N_("UTC"),
}
