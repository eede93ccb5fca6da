"""Sample designs, verifiable draws, and estimates that say how far they may be from the truth."""
