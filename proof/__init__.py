"""Proofs of security that take minutes, each on a fresh server and database. `make proof` runs them all.

`make test` holds the same properties on a small scale; what stands here is the
whole of it: all numbers, real processes, medians of thousands.
"""
