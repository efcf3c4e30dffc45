"""Accounts asked back: who is asked, the lists, the answers, the end."""
