"""Rows of people and of what they may do."""

from accounts.models.api_keys import ApiKey, ApiKeyQuerySet
from accounts.models.audit import AuditEvent
from accounts.models.groups import Group, Membership
from accounts.models.invitations import Invitation, InvitationQuerySet
from accounts.models.people import User, UserManager
from accounts.models.plans import Allowance, Plan
from accounts.models.sign_ins import RefreshToken, SignIn, SignInQuerySet
from accounts.models.suspensions import Suspension, SuspensionQuerySet

__all__ = [
    "Allowance",
    "ApiKey",
    "ApiKeyQuerySet",
    "AuditEvent",
    "Group",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "Plan",
    "RefreshToken",
    "SignIn",
    "SignInQuerySet",
    "Suspension",
    "SuspensionQuerySet",
    "User",
    "UserManager",
]
