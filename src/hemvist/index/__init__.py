"""Finds passages of one project: one encrypted file, derived from the sealed truth and rebuildable."""
