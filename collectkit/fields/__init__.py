"""The values: what one kind of value is, one module a kind."""
