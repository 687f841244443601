"""Claimstead's GraphQL API for Python programs; inputs and results are in `claimstead_api.generated`."""

from claimstead_api.client import Client, SessionOver, code_of

__all__ = ["Client", "SessionOver", "code_of"]
