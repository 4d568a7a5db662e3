"""Voices beyond those that come with the product: fetched ones, and those of remote services."""
