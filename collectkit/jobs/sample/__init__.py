"""Invented portfolios, what agencies would return, and notes."""
