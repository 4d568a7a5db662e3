"""An OpenID provider on this machine against which the stock Google provider signs in.

It checks what Google checks: the client's secret and the proof key (PKCE, RFC 7636); it asks
nobody anything and signs ID tokens for whoever it is told to.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from allauth.socialaccount.providers.google import views
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = {"client_id": "studio.apps.example", "secret": "a secret of the client"}


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


class GoogleServer:
    """The provider, as a context manager.

    Attributes:
        claims: what the next ID token says.
        asked: parameters of the last visit to the sign-in page.
        picture: what `/picture` answers; nothing for a redirect.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.picture = b""
        self.denies = False
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def knows(self, **claims: Any) -> None:
        """Let the next person be this one, with an address that Google keeps."""
        self.claims = {
            "sub": "1187",
            "email": "gee@example.org",
            "email_verified": True,
            "hd": "example.org",
            "name": "Gee Gomez",
            **claims,
        }

    def connect(self, monkeypatch: Any, settings: Any) -> None:
        """Let the product use this server in place of Google."""
        provider = settings.SOCIALACCOUNT_PROVIDERS["google"]
        settings.SOCIALACCOUNT_PROVIDERS = {"google": {**provider, "APP": CLIENT}}
        adapter = views.GoogleOAuth2Adapter
        monkeypatch.setattr(adapter, "authorize_url", f"{self.address}/auth")
        monkeypatch.setattr(adapter, "access_token_url", f"{self.address}/token")
        monkeypatch.setattr(views, "ID_TOKEN_ISSUER", self.address)

    def ask(self, query: dict[str, str]) -> str:
        """Where the sign-in page leads back to."""
        self.asked = query
        if self.denies:
            answer = {"error": "access_denied", "state": query["state"]}
        else:
            code = secrets.token_urlsafe(12)
            self._codes[code] = query
            answer = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once; ``None`` for who cannot prove to have asked for it."""
        query = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_client = (form.get("client_id"), form.get("client_secret")) == tuple(CLIENT.values())
        if query is None or not is_client or query.get("code_challenge") != challenge:
            return None
        now = int(time.time())
        facts = {"iss": self.address, "aud": query["client_id"], "iat": now, "exp": now + 600}
        token = jwt.encode({**facts, **self.claims}, self.key, "RS256", headers={"kid": "k1"})
        return {"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                if url.path == "/auth":
                    self._send(302, b"", Location=provider.ask(_fields(url.query)))
                elif url.path == "/picture" and provider.picture:
                    self._send(200, provider.picture)
                elif url.path == "/picture":
                    self._send(302, b"", Location=f"{provider.address}/elsewhere")
                else:
                    self._send(404, b"")

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                tokens = provider.exchange(_fields(self.rfile.read(length).decode()))
                body = tokens or {"error": "invalid_grant"}
                self._send(200 if tokens else 400, json.dumps(body).encode())

            def _send(self, status: int, body: bytes, **headers: str) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        return Handler
