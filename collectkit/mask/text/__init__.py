"""Identifiers inside free text: found over whole columns, and replaced."""
