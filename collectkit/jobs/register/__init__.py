"""The register of placements: what it knows, what is entered, its file."""
