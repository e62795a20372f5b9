"""The log: chained events, one chain per project. All may add, none may change."""
