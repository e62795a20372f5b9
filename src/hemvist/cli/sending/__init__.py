"""Sending files into a project: folders here and elsewhere, what is sent of them, and the report of what became of it."""
