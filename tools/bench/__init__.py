"""Measures what the product promises; ``make bench`` runs it."""
