"""Tests of the database's own parts."""
