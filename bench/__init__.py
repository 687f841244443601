"""Measurements of the hot paths, each against a reference in the same run. `make bench` runs them all."""
