"""Debtors rather than accounts: households, shared telephones, ability and willingness."""
