"""The queue between web and worker; imported before any actor, which asks for it at once."""

import dramatiq
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connections
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications


class DatabaseConnections(Middleware):
    """Gives each message a working database connection, and leaves none open behind."""

    def before_process_message(self, *_: object) -> None:
        """Drop a connection that has gone stale."""
        close_old_connections()

    def after_process_message(self, *_: object, **__: object) -> None:
        """Drop a connection that the work has broken."""
        close_old_connections()

    def before_worker_thread_shutdown(self, *_: object) -> None:
        """Close what this thread has open."""
        connections.close_all()


def make_broker(url: str) -> dramatiq.Broker:
    """The broker that a URL names; without one, a queue inside this process.

    No retries and no time limit by Dramatiq: the job table counts attempts, and the supervisor of
    the render process ends what takes too long, which an exception in a waiting thread cannot.

    Raises:
        ImproperlyConfigured: the scheme is unknown, or its client library is not installed.
    """
    middleware: list[Middleware] = [DatabaseConnections()]
    if url:  # the embedded worker is asked to stop, a process of its own is interrupted
        middleware.append(ShutdownNotifications(notify_shutdown=True))
    scheme = url.partition(":")[0]
    try:
        if scheme in ("redis", "rediss"):
            from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 (optional package)

            # By default a killed worker's message is delivered again after 27 minutes.
            return RedisBroker(
                url=url, middleware=middleware, heartbeat_timeout=10_000, maintenance_chance=200_000
            )
        if scheme in ("amqp", "amqps"):
            from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415 (optional)

            return RabbitmqBroker(url=url, middleware=middleware)
    except ImportError as exc:
        raise ImproperlyConfigured(f"AVATAR_BROKER_URL={scheme}: {exc.name} is missing") from exc
    if scheme:
        raise ImproperlyConfigured(f"AVATAR_BROKER_URL: {scheme!r} is not supported")
    return StubBroker(middleware=middleware)


broker = make_broker(settings.JOBS_BROKER_URL)
dramatiq.set_broker(broker)
