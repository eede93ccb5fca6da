"""The shared words: errors, dates, unit codes, exact ratios, whole folders. Standard library only."""
