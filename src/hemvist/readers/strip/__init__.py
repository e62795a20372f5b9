"""A file without its properties: written anew so that it says the same, and nothing of who made it, when and where.

Runs in the confined child. What a format may hold is listed by what stays, not by what goes, wherever it can be.
"""
