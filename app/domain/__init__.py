"""What is true: the rules of minting, claiming, presence and people, in rooms by noun, one module a verb family."""
