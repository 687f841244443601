"""PostgreSQL as this program meets it: the embedded server, the data folder, connections and migrations."""
