"""Websockets: the state first, then every change."""

import asyncio
import uuid
from typing import Any

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.models import User
from media_jobs import events
from media_jobs.models import JobQuerySet, MediaJob

NOT_SIGNED_IN = 4401
NOT_FOUND = 4404


@sync_to_async
def _snapshots(rows: JobQuerySet) -> list[events.JobSnapshot]:
    queue = events.queue_positions()
    jobs = rows.select_related("video__file", "video__poster").defer("spec")
    return [events.snapshot(job, queue) for job in jobs]


class _Jobs(AsyncJsonWebsocketConsumer):
    """Joins a group before it reads the state it sends: a change in between then arrives twice
    rather than not at all.
    """

    def _owner(self) -> User | None:
        user: object = self.scope["user"]
        return user if isinstance(user, User) else None

    async def _follow(self, group: str) -> None:
        events.listen_on(asyncio.get_running_loop())
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if group := getattr(self, "group", ""):
            await self.channel_layer.group_discard(group, self.channel_name)

    async def job_changed(self, event: dict[str, Any]) -> None:
        """Pass a change on."""
        await self.send_json(event["job"])

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any
    ) -> None:
        """Ignore what browsers send: commands go through REST."""


class JobConsumer(_Jobs):
    """One job, for its owner; 4404 for anyone else, as for an unknown job."""

    async def connect(self) -> None:
        """Accept, follow, send the present state."""
        await self.accept()
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
        await self.accept()
        owner = self._owner()
        if owner is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        await self._follow(events.owner_group(owner.pk))
        own = MediaJob.objects.unfinished().filter(owner=owner).order_by("created_at")
        for state in await _snapshots(own):
            await self.send_json(state)
