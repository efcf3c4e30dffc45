"""The tables: canonical columns, their types, units and header aliases."""
