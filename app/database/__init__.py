"""PostgreSQL as this program meets it: the embedded server and the data folder it lives in."""
