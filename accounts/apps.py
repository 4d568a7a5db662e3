"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who may sign in."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Keep the list of sessions; only these signals of Django know every way in and out."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415 (as below)

        from accounts import sessions, sign_in_events  # noqa: PLC0415 (models are only ready here)

        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
        user_logged_out.connect(sessions.left, dispatch_uid="accounts.sessions.left")
        sign_in_events.connect()
