"""Addresses that work outside of the site, for this app and those above."""

from accounts.site_links import absolute

__all__ = ["absolute"]
