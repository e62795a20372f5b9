"""The roof: options, settings, start-up checks, addresses."""
