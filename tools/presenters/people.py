"""Reads the presenters from people.toml and adds what they have in common."""

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("people.toml")
# a faint smile with closed lips, open eyes; names of facial actions, see basemesh.FACE_UNITS
REST = {
    "mouthSmileLeft": 0.34,
    "mouthSmileRight": 0.32,
    "cheekSquintLeft": 0.18,
    "cheekSquintRight": 0.18,
    "mouthPressLeft": 0.2,
    "mouthPressRight": 0.2,
    "browInnerUp": 0.22,
    "eyeWideLeft": 0.22,
    "eyeWideRight": 0.22,
}
FEMALE_BROW = [(0.11, 7.475), (0.2, 7.495), (0.33, 7.52), (0.45, 7.515), (0.58, 7.445)]
MALE_BROW = [(0.11, 7.485), (0.2, 7.495), (0.33, 7.51), (0.46, 7.50), (0.59, 7.44)]
MALE_LASHES = {"nu": 90, "Lu": 0.042, "nl": 30, "Ll": 0.02, "rad": 0.00005}


def load():
    """Return the presenters by name."""
    with FILE.open("rb") as file:
        people = tomllib.load(file)
    for name, person in people.items():
        male = person["gender"] > 0.5
        person["name"] = name
        person["rest"] = REST | person.get("rest", {})
        person["brow"] = {"arc": MALE_BROW if male else FEMALE_BROW} | person["brow"]
        if male:
            person.setdefault("lash", MALE_LASHES)
    return people
