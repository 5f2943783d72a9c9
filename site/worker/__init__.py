"""Leases a job, runs what its room says, marks it done or puts it off. Knows no room."""
