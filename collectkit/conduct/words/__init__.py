"""Phrases that no collector may use: a lexicon as data, and who says them in a note or a transcript."""
