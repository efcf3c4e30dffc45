"""The keys: the only room that sees key bytes or ciphertext."""
