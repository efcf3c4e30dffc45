"""What the agencies of the sample may offer, as the creditor's own rules."""

from __future__ import annotations

TEXT = """\
# What the agencies of a synthetic creditor may agree to. Figures are invented.
version = 1
base = "payoff_total"
currency = "CNY"

[[settlement]]
id = "settle-old"
when = { buckets = ["M3+"] }
floor = "70%"
floor_minor = 50000
authority = "agency"
valid_days = 30

[[instalment]]
id = "twelve"
when = { buckets = ["M2", "M3"] }
most = 12
first = "10%"
least_minor = 20000
authority = "agency"

[[extension]]
id = "month"
when = { days = { min = 1, max = 30 } }
most_days = 30
authority = "creditor"
"""
