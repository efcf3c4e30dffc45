"""From the cells of any table of contacts to parts that are ready for checks."""
