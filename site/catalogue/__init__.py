"""Investors look: the home page, the list of lots with its map, a lot."""
