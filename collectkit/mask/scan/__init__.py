"""What personal data each column of a file holds."""
