"""Ending things for good: who holds what, and how it is forgotten everywhere."""
