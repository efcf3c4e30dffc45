"""The keyring: its file, its slots, who may open it, and the log of it."""
