"""The door of time: what workers run, queued in PostgreSQL."""
