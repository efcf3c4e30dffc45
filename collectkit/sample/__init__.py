"""SAMPLE: a synthetic creditor: people who never were, their loans, the dirt of real files, and the key to it."""

from __future__ import annotations
