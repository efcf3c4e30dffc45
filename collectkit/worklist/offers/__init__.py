"""OFFERS: which settlements, instalments and extensions the creditor allows an agency to offer, by a table of rules."""
