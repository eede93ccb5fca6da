"""The command line: parses and prints; every command calls one function of a room below."""

from pledgetree.cli.program import main

__all__ = ["main"]
