"""A portfolio as it came, in: its tables, its rejects, and what was taken in before."""
