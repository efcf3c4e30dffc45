"""The terminal: one file per command, the app, the one error boundary, options and rendering."""
