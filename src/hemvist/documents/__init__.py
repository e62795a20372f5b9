"""Documents and their versions: received, read, replaced, deleted."""
