"""Who went where between snapshots."""
