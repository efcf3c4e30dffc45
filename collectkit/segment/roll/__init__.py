"""Rolls between snapshots: states, cells, and rates in their three meanings."""
