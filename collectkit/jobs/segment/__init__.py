"""Days, buckets and what follows from them: schemes, dues, debtors, the ladder, the history."""
