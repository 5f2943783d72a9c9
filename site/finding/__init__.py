"""Questions about land and their answers: no routes."""
