"""Who gets which account, and why."""
