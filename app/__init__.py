"""Claimstead: from a minted token to an owned device."""
