"""What is true: the rules of minting, claiming, releasing, presence and people, one module a verb family."""
