"""Firstline: a customer's raw message in, a prioritised ticket with its reasons out."""

__version__ = "0.1.0"
