"""Static tokens and the batches they are minted in."""
