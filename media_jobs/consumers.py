"""Websockets: the state first, then every change."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any, Final, cast

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.models import User
from media_jobs import events
from media_jobs.models import JobQuerySet, MediaJob

NOT_SIGNED_IN: Final = 4401
NOT_FOUND: Final = 4404
ASK_AGAIN: Final = 15.0  # seconds after which a change is sent only to who is still signed in


@sync_to_async
def _snapshots(rows: JobQuerySet) -> list[events.JobSnapshot]:
    queue = events.queue_positions()
    jobs = rows.select_related("video__file", "video__poster").defer("spec")
    return [events.snapshot(job, queue) for job in jobs]


class _Jobs(AsyncJsonWebsocketConsumer):
    """Joins a group before it reads the state it sends: a change in between then arrives twice
    rather than not at all.

    Who opened it is known from ``scope["user"]``; ``scope["still_works"]`` tells whether their
    session, token or key was ended meanwhile.
    """

    asked_at = 0.0

    def _owner(self) -> User | None:
        user: object = self.scope["user"]
        return user if isinstance(user, User) else None

    def _of_door(self, name: str) -> Any:
        """What whoever let the visitor in has put down; stubs know the scope of Channels alone."""
        return cast("dict[str, Any]", self.scope).get(name)

    async def _let_in(self) -> None:
        self.asked_at = time.monotonic()
        await self.accept(self._of_door("accepted"))

    async def _follow(self, group: str) -> None:
        events.listen_on(asyncio.get_running_loop())
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)

    async def _may_stay(self) -> bool:
        if time.monotonic() - self.asked_at < ASK_AGAIN:
            return True
        still_works: Callable[[], bool] = self._of_door("still_works")
        self.asked_at = time.monotonic()
        return await sync_to_async(still_works)()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if group := getattr(self, "group", ""):
            await self.channel_layer.group_discard(group, self.channel_name)

    async def job_changed(self, event: dict[str, Any]) -> None:
        """Pass a change on, unless whoever listens was signed out."""
        if await self._may_stay():
            await self.send_json(event["job"])
        else:
            await self.close(code=NOT_SIGNED_IN)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Ignore what browsers send: commands go through REST."""


class JobConsumer(_Jobs):
    """One job, for its owner; 4404 for anyone else, as for an unknown job."""

    async def connect(self) -> None:
        """Accept, follow, send the present state."""
        await self._let_in()
        job_id: uuid.UUID = self.scope["url_route"]["kwargs"]["job_id"]
        owner = self._owner()
        own = MediaJob.objects.filter(pk=job_id, owner=owner, video__deleted_at__isnull=True)
        if owner is None or not await own.aexists():
            await self.close(code=NOT_FOUND)
            return
        await self._follow(events.job_group(job_id))
        for state in await _snapshots(own):
            await self.send_json(state)


class AllJobsConsumer(_Jobs):
    """All jobs of the signed-in person; 4401 for strangers."""

    async def connect(self) -> None:
        """Accept, follow, send every unfinished job."""
        await self._let_in()
        owner = self._owner()
        if owner is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        await self._follow(events.owner_group(owner.pk))
        own = MediaJob.objects.unfinished().filter(owner=owner).order_by("created_at")
        for state in await _snapshots(own):
            await self.send_json(state)
