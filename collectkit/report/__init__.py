"""REPORT: frozen report values become one HTML page: tiles, tables, charts; no script, nothing from elsewhere."""
