"""What becomes of fields of delimited text where they stand: what operators do, done to bytes."""
