"""The Django admin of people: importing this registers all of it."""

from accounts import admin_audit, admin_limits, admin_people

__all__ = ["admin_audit", "admin_limits", "admin_people"]
