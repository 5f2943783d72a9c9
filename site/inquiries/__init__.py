"""Investors ask: the form and its consents, the reference, each inquiry's own page."""
