"""Lines of one language in another."""
