"""What we know of people: who opened it, a copy of it, erasing it, and how long it is kept."""
