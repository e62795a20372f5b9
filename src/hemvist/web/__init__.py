"""Every page a person sees: what is decided and done stands in the rooms below, here it is only shown and asked for."""
