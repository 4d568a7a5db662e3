"""People who may sign in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the login and is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a user who may sign in; without a password only in another way.

        Raises:
            ValueError: the address is empty.
        """
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a user who may do everything, the Django admin included."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by login, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person.

    Attributes:
        email: the login, in lower case.
        display_name: as shown to people.
        language: BCP 47 tag of the language the person mostly works in.
        time_zone: name of the IANA data base; empty where it is not known.
        mail_when_finished: whether an e-mail tells that a video is ready.
        mail_when_failed: whether an e-mail tells that a video could not be made.
        google_id: subject of the person's Google account, when one is linked.
        is_owner: the person who set the site up; there is at most one.
        leaves_at: when the account is deleted, as its person wished; see ``accounts.leaving``.
    """

    class MailWhen(models.TextChoices):
        """When somebody wants an e-mail."""

        ALWAYS = "always"
        AWAY = "away"
        NEVER = "never"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField("name", max_length=120, blank=True)
    picture = models.ImageField(upload_to="people/", blank=True)
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, blank=True)
    mail_when_finished = models.CharField(max_length=8, choices=MailWhen, default=MailWhen.AWAY)
    mail_when_failed = models.CharField(max_length=8, choices=MailWhen, default=MailWhen.AWAY)
    google_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    is_owner = models.BooleanField(default=False, editable=False)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    leaves_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Order, and the one owner."""

        ordering = ("email",)
        constraints = (
            # Two set-ups sent at once must not make two owners.
            models.UniqueConstraint(
                fields=("is_owner",), condition=models.Q(is_owner=True), name="one_owner"
            ),
        )

    def __str__(self) -> str:
        return self.display_name or self.email

    def clean(self) -> None:
        """Keep the login in lower case."""
        super().clean()
        self.email = self.email.lower()

    def get_short_name(self) -> str:
        """The name to greet the person with."""
        return self.display_name or self.email.partition("@")[0]
