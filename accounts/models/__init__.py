"""Rows of people and of what they may do."""

from accounts.models.audit import AuditEvent
from accounts.models.groups import Group, Membership
from accounts.models.people import User, UserManager

__all__ = ["AuditEvent", "Group", "Membership", "User", "UserManager"]
