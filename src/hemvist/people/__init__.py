"""People: who they are, how they sign in with a second factor, and what their devices may do."""
