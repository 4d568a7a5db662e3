"""Tests for `media_jobs.consumers`: the state first, then changes, and only to the owner."""

import asyncio
import uuid

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from avatarsite.asgi import application
from media_jobs import actors, events, services
from media_jobs.models import MediaJob

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_socket(client):
    """Opens a websocket with the cookies of a signed-in browser."""
    opened = []

    async def open_for(path, user=None, origin="http://localhost"):
        if user:
            await sync_to_async(client.force_login)(user)
        cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
        headers = [(b"cookie", cookies.encode()), (b"origin", origin.encode())]
        socket = WebsocketCommunicator(application, path, headers=headers)
        opened.append(socket)
        connected, code = await socket.connect()
        return socket, connected, code

    return open_for


async def close_code(socket) -> int:
    message = await socket.receive_output()
    assert message["type"] == "websocket.close"
    return message["code"]


async def test_the_state_comes_first_then_every_change(alice, make_job, open_socket):
    job = await sync_to_async(make_job)()
    socket, connected, _ = await open_socket(f"/ws/jobs/{job.pk}/", alice)

    first = await socket.receive_json_from()
    await sync_to_async(services.cancel_job)(job)
    changed = await socket.receive_json_from()

    assert connected
    assert (first["id"], first["state"], first["queue_position"]) == (str(job.pk), "queued", 1)
    assert changed["state"] == "cancelled"
    await socket.disconnect()


async def test_it_sends_what_rest_returns(alice, make_job, open_socket, client):
    job = await sync_to_async(make_job)()
    socket, *_ = await open_socket(f"/ws/jobs/{job.pk}/", alice)

    sent = await socket.receive_json_from()
    response = await sync_to_async(client.get)(f"/api/v1/jobs/{job.pk}/")

    assert sent == response.json()
    await socket.disconnect()


async def test_all_jobs_of_a_person_come_unfinished_first_then_changes(
    alice, bob, make_job, open_socket
):
    waiting, done = [await sync_to_async(make_job)() for _ in range(2)]
    other = await sync_to_async(make_job)(owner=bob)
    await sync_to_async(services.cancel_job)(done)
    socket, *_ = await open_socket("/ws/jobs/", alice)

    assert (await socket.receive_json_from())["id"] == str(waiting.pk)
    assert await socket.receive_nothing()

    await sync_to_async(services.cancel_job)(other)
    await sync_to_async(services.retry_job)(done)
    told = [await socket.receive_json_from() for _ in range(3)]
    assert {state["id"] for state in told} == {str(done.pk), str(waiting.pk)}
    await socket.disconnect()


async def test_progress_of_a_worker_thread_arrives(alice, make_job, open_socket, fake_rendering):
    job = await sync_to_async(make_job)()
    socket, *_ = await open_socket(f"/ws/jobs/{job.pk}/", alice)

    await asyncio.to_thread(actors.run_next_job)

    states = []
    while not states or states[-1]["state"] != "succeeded":
        states.append(await socket.receive_json_from(timeout=5))
    progress = [state["progress"] for state in states]
    assert progress == sorted(progress)
    assert {state["stage"] for state in states} >= {"loading", "speech", "lip_sync"}
    assert states[-1]["result"]["file_url"].partition("?")[0].endswith(".mp4")
    await socket.disconnect()


@pytest.mark.parametrize("whose", ["someone else's", "unknown", "deleted"])
async def test_what_is_not_ones_own_is_4404(alice, bob, make_job, open_socket, whose):
    job = await sync_to_async(make_job)(owner=bob if whose == "someone else's" else alice)
    if whose == "deleted":
        await sync_to_async(services.delete_video)(job.video)
    job_id = uuid.uuid4() if whose == "unknown" else job.pk

    socket, *_ = await open_socket(f"/ws/jobs/{job_id}/", alice)

    assert await close_code(socket) == 4404


async def test_strangers_are_4401_and_4404(make_job, open_socket):
    job = await sync_to_async(make_job)()

    every, *_ = await open_socket("/ws/jobs/")
    one, *_ = await open_socket(f"/ws/jobs/{job.pk}/")

    assert await close_code(every) == 4401
    assert await close_code(one) == 4404


async def test_another_sites_page_cannot_connect(alice, open_socket):
    _, connected, _ = await open_socket("/ws/jobs/", alice, origin="http://evil.example")

    assert not connected


async def test_commands_over_the_websocket_are_ignored(alice, make_job, open_socket):
    job = await sync_to_async(make_job)()
    socket, *_ = await open_socket(f"/ws/jobs/{job.pk}/", alice)
    await socket.receive_json_from()

    await socket.send_to("cancel")

    assert await socket.receive_nothing()
    assert (await MediaJob.objects.aget()).state == "queued"
    await socket.disconnect()


async def test_a_closed_socket_hears_nothing_more(alice, make_job, open_socket):
    job = await sync_to_async(make_job)()
    socket, *_ = await open_socket(f"/ws/jobs/{job.pk}/", alice)
    await socket.receive_json_from()

    await socket.disconnect()
    await sync_to_async(events.publish)(job.pk)

    assert await socket.receive_nothing()
