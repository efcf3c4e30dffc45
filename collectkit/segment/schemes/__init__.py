"""Bucket schemes and the five classes."""
