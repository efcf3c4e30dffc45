"""Contacts from files to parts of debtors, and the plan of contacts to come."""
