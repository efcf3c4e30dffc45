"""How well a masked file hides people."""
