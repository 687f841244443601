"""The keys that are not in the database: what was made under which, and making it anew."""
