"""Marketing's desk: every page in four languages, what waits in each, and who wrote what."""
