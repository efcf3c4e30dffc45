"""The rules taken forward: who may be called when, and how often."""
