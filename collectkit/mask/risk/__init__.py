"""How well persons in what leaves can be told apart, and how much of a number its mask leaves."""
