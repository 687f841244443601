"""`python -m app.cli` is the same as `claimstead`."""

from app.cli import main

main()
