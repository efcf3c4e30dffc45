"""The jobs: read, compute, write, return a report; one file per job."""
