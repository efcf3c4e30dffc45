"""What agencies say beside payments, held against what was placed and what the ledger has: one status a record."""
