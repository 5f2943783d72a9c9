"""What we promise about speed, runnable by anyone: make bench."""
