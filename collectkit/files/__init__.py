"""The disk: formats, encodings, streaming, atomic replacement and permissions."""
