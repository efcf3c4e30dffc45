"""CORE: what we placed, what agencies return and what the ledger says, tied to the fen."""
