"""Sales works here: what has to be done today, the board, the lead with its answers, tasks and claims."""
