"""Agencies side by side: what several reconciliations come to, and who can be compared with whom."""
