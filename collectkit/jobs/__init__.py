"""The jobs: read, compute, write, return a report; one file per job, a room where a job needs several."""
