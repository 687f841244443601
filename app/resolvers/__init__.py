"""GraphQL's door: root fields that say who, do one thing, and wrap it."""
