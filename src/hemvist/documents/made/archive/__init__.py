"""A believable made-up company archive with its key."""
