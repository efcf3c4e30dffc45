"""What came of each stage of the ladder, against its targets."""
