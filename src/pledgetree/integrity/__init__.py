"""Screens for false or careless data: a flag is a reason to visit, never a verdict."""
