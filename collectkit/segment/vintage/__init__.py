"""Vintages and curves: how the loans of one month fare."""
