"""Commands of the `claimstead` tool."""
