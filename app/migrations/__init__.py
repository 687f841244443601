"""Migrations, made by `tortoise makemigrations` and completed by hand where the ORM says nothing."""
