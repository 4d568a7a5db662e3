"""Tests for `media_jobs.outgoing`: what people's addresses may reach, and what they may not."""

import contextlib
import ipaddress
import socket
import threading
import time

import pytest

from media_jobs import outgoing
from tests.media_jobs import hook_server, smtp_server

LOCAL = outgoing.networks_of(["127.0.0.0/8"])


@pytest.fixture
def hook():
    with hook_server.running() as server:
        yield server


@pytest.fixture
def stands_for(monkeypatch):
    """Lets every name stand for given addresses."""

    def set_to(*addresses: str) -> None:
        entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)

    return set_to


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(outgoing.NotDeliveredError) as caught:
        act(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_what_only_this_machine_reaches_is_not_reached(address):
    assert not outgoing.may_reach(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_what_everybody_reaches_is(address):
    assert outgoing.may_reach(ipaddress.ip_address(address))


def test_a_private_network_can_be_allowed_and_no_other_with_it():
    allowed = outgoing.networks_of(["10.0.0.0/8", "192.168.1.7"])

    assert outgoing.may_reach(ipaddress.ip_address("10.9.9.9"), allowed)
    assert outgoing.may_reach(ipaddress.ip_address("192.168.1.7"), allowed)
    assert not outgoing.may_reach(ipaddress.ip_address("192.168.1.8"), allowed)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "bad_url"),
        ("example.org/hook", "bad_url"),
        ("ftp://example.org/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("https:///hook", "bad_url"),
        ("https://user:secret@example.org/", "bad_url"),
        ("https://example.org/#part", "bad_url"),
        ("https://example.org/\r\nX-Header: 1", "bad_url"),
        ("https://example.org/a b", "bad_url"),
        ("https://example.org\\@127.0.0.1/", "bad_url"),
        ("https://example.org:port/", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://" + "x" * 600, "bad_url"),
        ("http://example.org/", "not_https"),
        ("https://example.org:25/", "port_not_allowed"),
        ("https://127.0.0.1/", "address_not_allowed"),
        ("https://[::ffff:169.254.169.254]/latest", "address_not_allowed"),
    ],
)
def test_addresses_that_are_refused_by_their_text(url, code):
    assert code_of(outgoing.target_of, url) == code


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_other_ways_to_write_this_machine_are_refused_when_resolved(host):
    assert code_of(outgoing.post, f"https://{host}/", b"", {}) in (
        "address_not_allowed",
        "host_unknown",
    )


def test_a_name_that_stands_for_a_private_address_is_refused(stands_for):
    stands_for("10.0.0.5")

    assert code_of(outgoing.post, "https://inside.example/", b"", {}) == "address_not_allowed"


def test_of_several_addresses_only_the_allowed_are_used(stands_for):
    stands_for("10.0.0.5", "93.184.215.14")

    target = outgoing.target_of("https://mixed.example/")

    assert outgoing.resolved(target) == [ipaddress.ip_address("93.184.215.14")]


def test_the_connection_goes_to_the_address_that_was_judged(hook, monkeypatch):
    """A name that stands for another address the second time gains nothing."""
    asked = []

    def changing(host, port, *_, **__):
        asked.append(host)
        named = "127.0.0.1" if asked.count(host) == 1 else "127.0.0.2"
        address = named if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connect, went_to = socket.create_connection, []
    monkeypatch.setattr(
        socket, "create_connection", lambda to, *a: went_to.append(to[0]) or connect(to, *a)
    )
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", changing)

    status = outgoing.post(hook.url("rebinding.example"), b"{}", {}, allowed=LOCAL)

    assert status == 204
    assert went_to == ["127.0.0.1"]
    assert asked == ["rebinding.example", "127.0.0.1"]


def test_a_proxy_of_the_environment_is_not_used(hook, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert outgoing.post(hook.url(), b"{}", {}, allowed=LOCAL) == 204


def test_a_redirect_is_an_answer_and_nothing_more(hook):
    hook.status = 302

    assert outgoing.post(hook.url(), b"{}", {}, allowed=LOCAL) == 302
    assert [path for path, *_ in hook.received] == ["/hook"]


def test_what_is_sent_arrives_as_it_is(hook):
    outgoing.post(hook.url(path="/a?b=1"), "ü".encode(), {"X-Name": "x"}, allowed=LOCAL)

    path, headers, body = hook.received[0]
    assert (path, body) == ("/a?b=1", "ü".encode())
    assert headers["X-Name"] == "x"
    assert headers["Host"] == f"127.0.0.1:{hook.server_port}"


def test_who_answers_a_byte_at_a_time_is_cut_off(hook, monkeypatch):
    monkeypatch.setattr(outgoing, "WHOLE", 0.3)
    hook.pause = 0.05
    began = time.monotonic()

    assert code_of(outgoing.post, hook.url(), b"{}", {}, allowed=LOCAL) == "silent"
    assert time.monotonic() - began < 3


def test_a_handshake_a_byte_at_a_time_is_cut_off(monkeypatch):
    monkeypatch.setattr(outgoing, "WHOLE", 0.3)

    def drip(listener) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KiB begins
            for _ in range(100):
                connection.sendall(b"\x02")
                time.sleep(0.05)

    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        code = code_of(outgoing.post, url, b"{}", {}, allowed=LOCAL)
        thread.join(5)

    assert code == "silent"
    assert time.monotonic() - began < 3


def test_where_nobody_listens_is_unreachable():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/"

        assert code_of(outgoing.post, url, b"", {}, allowed=LOCAL) == "unreachable"


def test_a_certificate_that_nobody_knows_is_not_secure(tmp_path):
    context = smtp_server.tls_context(*smtp_server.make_certificate(tmp_path))
    with hook_server.running(context) as server:
        assert code_of(outgoing.post, server.url(), b"{}", {}, allowed=LOCAL) == "not_secure"
        assert server.received == []


def test_what_is_no_web_server_gives_a_bad_answer():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            connection, _ = listener.accept()
            connection.recv(4096)
            connection.sendall(b"220 mail.example ESMTP\r\n")
            connection.close()

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        assert code_of(outgoing.post, url, b"{}", {}, allowed=LOCAL) == "bad_answer"
        thread.join(2)


def test_a_setting_that_is_no_network_is_refused():
    with pytest.raises(ValueError, match="does not appear"):
        outgoing.networks_of(["office"])
