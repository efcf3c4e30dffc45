"""One module for each thing that a rule may ask for: a pure function of a rule and a part of the contacts."""
