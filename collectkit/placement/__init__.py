"""Who gets which account: eligibility, debtors, strata, allocation, and the balance of it."""
