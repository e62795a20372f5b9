"""What the command line talks to: JSON in, JSON out, every call with one person's rights."""
