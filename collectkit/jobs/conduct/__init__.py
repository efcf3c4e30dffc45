"""Contacts held against rules: what `conduct` reads, finds and writes, and its audit by people."""
