"""What an account owes, and since when, where more is known than its own file says: schedule, ledger, pauses."""
