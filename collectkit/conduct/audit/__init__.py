"""A sample of contacts for people to look at, and what their judgements say of all contacts."""
