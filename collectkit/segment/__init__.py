"""Counting days: days past due, schemes and buckets."""
