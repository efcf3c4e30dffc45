"""Theirs against ours: items, records, commission and settlement, in files, pages and books."""
