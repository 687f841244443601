"""Batches made from uploaded CSV files."""
