"""Raw text frames become canonical accounts and findings."""
