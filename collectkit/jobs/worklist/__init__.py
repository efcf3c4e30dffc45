"""Packages for agencies: written, published, checked, acknowledged."""
