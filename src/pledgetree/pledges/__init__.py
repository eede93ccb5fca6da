"""The pledge tree: who promised what to whom, and whether it adds up down to the last village."""
