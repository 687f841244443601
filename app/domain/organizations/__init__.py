"""Brands and the organizations below them: made, changed, moved, bounded by plans."""
