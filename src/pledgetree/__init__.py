"""Pledgetree: a responsibility system for lifting people out of poverty."""

__version__ = "0.1.0"
