"""WORKLISTS: what an agency receives, in which order, with which manifest; and how it is checked."""
