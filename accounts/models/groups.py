"""Groups of people who share something."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Group(models.Model):
    """Some people, gathered by one of them.

    Attributes:
        name: for its members.
        owner: who made it, may invite and may delete it; a member without a row of membership.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="groups_owned")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """By name."""

        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody who was invited to a group.

    Attributes:
        email: whom the invitation is for, in lower case; whether an account has this address is
            not told to whoever invites.
        person: who joined; ``None`` until then.
        joined_at: when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    email = models.EmailField(db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
    )
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """One invitation for an address, oldest first."""

        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("group", "email"), name="one_membership_an_address"),
        )

    def __str__(self) -> str:
        return f"{self.email} in {self.group}"
