"""Hiding values: operators, policies, apply and reveal, free text, the leak gate."""
