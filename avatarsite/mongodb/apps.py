"""Django's own apps, with keys that MongoDB has."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig

from avatarsite.databases import MONGODB_KEY


class MongoAdminConfig(AdminConfig):
    """The admin."""

    default_auto_field = MONGODB_KEY


class MongoAuthConfig(AuthConfig):
    """Groups and permissions."""

    default_auto_field = MONGODB_KEY


class MongoContentTypesConfig(ContentTypesConfig):
    """Content types."""

    default_auto_field = MONGODB_KEY
