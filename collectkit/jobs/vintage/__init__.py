"""How the loans of one month fare."""
