import json
import time
from urllib.request import Request, urlopen

STUDIO = "http://localhost:8000"
KEY = "avs_your_key"


def studio(path, order=None):
    """Ask the API, or send it something."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    body = json.dumps(order).encode() if order else None
    with urlopen(Request(STUDIO + path, body, headers)) as answer:
        return answer.read()


# The first presenter, and what it says
avatar = json.loads(studio("/api/v1/avatars/"))["results"][0]
order = {"avatar": avatar["id"], "voice": "piper-joe-en", "text": "Hello from a script."}
video = json.loads(studio("/api/v1/videos/", order))

# Wait until it is made
while video["job"]["state"] in ("queued", "running"):
    time.sleep(2)
    video = json.loads(studio(f"/api/v1/videos/{video['id']}/"))

# Fetch the file
with open("hello.mp4", "wb") as file:
    file.write(studio(video["download_url"]))
print("hello.mp4:", video["job"]["state"])
