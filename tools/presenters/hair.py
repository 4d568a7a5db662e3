"""Grows hair as strands on the head (decimetres, in the head's own space).

A style is a dictionary in `people.py`; its `kind` is one of crop, buzz, afro, long, bun and knot.
"""

from dataclasses import dataclass

import basemesh as mh
import numpy as np
from geometry import smoothstep, unit
from PIL import Image
from scipy.spatial import cKDTree

HAIRLINE_Z = [-0.6, -0.35, 0.0, 0.30, 0.40, 0.55, 0.66, 0.80, 0.95, 1.1]  # nape to forehead
HAIRLINE_Y = [6.45, 6.45, 6.55, 6.95, 7.20, 6.95, 7.00, 7.52, 7.72, 7.86]
CROWN = mh.base_v[: mh.BODY_VERTICES, 1].max()


def vertex_mask(name):
    """A painted mask of the mesh, read at its vertices."""
    path = mh.DATA / f"mpfb2/textures/mpfb_{name}.jpg"
    image = np.asarray(Image.open(path), np.float32) / 255
    size = image.shape[0]
    out = np.zeros(len(mh.base_v))
    for face, points, group in zip(mh.base_f, mh.base_ft, mh.base_g, strict=True):
        if group == "body":
            for vertex, point in zip(face, points, strict=True):
                u, v = mh.base_vt[point]
                row, column = min(size - 1, int((1 - v) * size)), min(size - 1, int(u * size))
                out[vertex] = max(out[vertex], image[row, column])
    return out


EAR = vertex_mask("ears")
HEAD_FACES = [
    face
    for face, group in zip(mh.base_f, mh.base_g, strict=True)
    if group == "body" and mh.base_v[face][:, 1].min() > 5.2
]


def hairline(cfg):
    """Return the function that says how much a point at rest belongs to the scalp, 0..1."""
    line = cfg.get("hairline", {})
    front = line.get("front", 7.98)
    soft = line.get("soft", 0.10)

    def on_scalp(p):
        x, y, z = abs(p[:, 0]), p[:, 1], p[:, 2]
        low = np.interp(z, [*HAIRLINE_Z, 1.3, 1.7], [*HAIRLINE_Y, front, front])
        temples = np.exp(-(((x - 0.42) / 0.16) ** 2)) * smoothstep(z, 0.7, 1.0)
        low = low + line.get("recede", 0.0) * temples
        ear = (x > 0.74) & (y < 7.42) & (y > 6.7) & (z > 0.08) & (z < 0.8)
        return smoothstep(y, low - soft, low + soft) * ~ear

    return on_scalp


@dataclass
class Roots:
    """Points on the surface: which triangle each lies on, and where in it."""

    triangles: np.ndarray
    weights: np.ndarray

    @classmethod
    def scatter(cls, v, faces, density, n, random):
        """Scatter n points, by area and density per vertex."""
        t = np.array([corner for f in faces for corner in (f[:3], (f[0], f[2], f[3]))])
        area = np.linalg.norm(np.cross(v[t[:, 1]] - v[t[:, 0]], v[t[:, 2]] - v[t[:, 0]]), axis=1)
        area *= density[t].mean(1)
        chosen = random.choice(len(t), n, p=area / area.sum())
        a, b = np.sqrt(random.random(n)), random.random(n)
        return cls(t[chosen], np.stack([1 - a, a * (1 - b), a * b], 1))

    def of(self, values):
        """Interpolate values given per vertex."""
        return (values[self.triangles] * self.weights[:, :, None]).sum(1)

    def __getitem__(self, keep):
        return Roots(self.triangles[keep], self.weights[keep])


def vertex_normals(v, faces):
    """Return normals per vertex; zero where no face lies."""
    normals = np.zeros_like(v)
    for f in faces:
        q = v[f]
        across = (q[2] - q[0], q[3] - q[1]) if len(f) == 4 else (q[1] - q[0], q[2] - q[0])
        normals[f] += np.cross(*across)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    length[length == 0] = 1
    return normals / length


class Head:
    """The head that hair grows on: the shaped but unposed mesh, with what hair runs into."""

    def __init__(self, cfg, v, neutral):
        self.cfg, self.v, self.neutral = cfg, v, neutral
        self.normals = vertex_normals(v, HEAD_FACES)
        self.on_scalp = hairline(cfg)
        self.raised = v[: mh.BODY_VERTICES, 1].max() - CROWN  # how much taller than at rest
        self.random = np.random.default_rng(cfg.get("seed", 1))

    def obstacles(self):
        """Points and normals of the surface, without the ears if the hair hides them."""
        hides = self.cfg.get("hide_ears", False)
        ids = np.flatnonzero(
            (mh.base_v[: mh.BODY_VERTICES, 1] > 4.8)
            & ((EAR[: mh.BODY_VERTICES] < 0.2) | (not hides))
        )
        quads = np.array(
            [f for f in HEAD_FACES if len(f) == 4 and not (hides and EAR[f].max() > 0.2)]
        )
        points = np.concatenate([self.v[ids], self.v[quads].mean(1)])
        normals = np.concatenate([self.normals[ids], unit(self.normals[quads].mean(1))])
        if hides:  # the root of the ear would push the hair that hides it into a bump
            x, y, z = np.concatenate([mh.base_v[ids], mh.base_v[quads].mean(1)]).T
            box = (abs(x) > 0.7) & (y > 6.6) & (y < 7.5) & (z > -0.1) & (z < 0.75)
            points, normals = points[~box], normals[~box]
        return points, normals


# ---- styles


class Style:
    """Grows one hair style, strand by strand in step, along a combed direction."""

    def __init__(self, head, st):
        self.head, self.st, self.kind = head, st, st["kind"]
        self.random = head.random
        density = head.on_scalp(mh.base_v) * (EAR < 0.15)
        density[mh.BODY_VERTICES :] = 0
        density = density * (1 + 1.2 * smoothstep(mh.base_v[:, 2], 0.75, 1.1))
        n = st.get("n", 20000)
        roots = Roots.scatter(head.v, HEAD_FACES, density, n, self.random)
        self.p, self.normal = roots.of(head.v), unit(roots.of(head.normals))
        self.rest = roots.of(mh.base_v)
        x, y, z = self.x, self.y, self.z = self.rest.T.copy()
        self.crown = smoothstep(y, 7.55, 8.05)  # 1 on top, 0 at the sides
        self.front = smoothstep(z, 0.3, 1.1)
        self.back = 1 - smoothstep(z, -0.2, 0.5)
        self.stray = self.random.normal(0, 1, (n, 3))
        self.layer = self.random.random(n)
        self.gravity = {"crop": 0.10, "long": 0.75}.get(self.kind, 0.0)
        length, self.comb, self.lift = getattr(self, "_" + self.kind)(x)
        edge = st.get("edge", 0.45)
        self.length = (
            length
            * (edge + (1 - edge) * smoothstep(head.on_scalp(self.rest), 0.2, 1))
            * self.random.uniform(1 - st.get("uneven", 0.25), 1, n)
        )

    def _crop(self, x):
        """Short sides, a longer top combed to the side of a parting or upwards."""
        st, crown = self.st, self.crown
        top = st.get("top", 0.5) * crown * (0.75 + 0.35 * self.front)
        length = st.get("side", 0.12) * (1 - crown) + top
        lift = st.get("lift", 0.55) * crown + 0.12
        if st.get("sweep") == "up":
            forward = -0.45 - 0.3 * self.back - 0.15 * self.front
            return (
                length,
                np.stack([0.22 + 0.5 * x, 0.75 * crown - 0.8 * (1 - crown), forward], 1),
                lift,
            )
        sideways = np.where(x > st.get("part", 0.25), 0.45, -1.0) * (0.35 + 0.65 * crown)
        down = -0.15 - 0.85 * (1 - crown) + 0.25 * self.front * crown
        return length, np.stack([sideways, down, -0.55 + 0.25 * self.front * crown], 1), lift

    def _buzz(self, x):
        length = np.full(len(x), self.st.get("top", 0.06))
        return length, self.stray * 0.3 + [0, -0.2, 0.2], np.ones(len(x))

    def _afro(self, x):
        length = self.st.get("top", 0.55) * (0.62 + 0.48 * self.crown)
        length = length * (0.25 + 0.75 * smoothstep(self.y, 6.75, 7.5))
        return length, self.stray * 0.6, np.full(len(x), 1.2)

    def _long(self, x):
        st, crown = self.st, self.crown
        part = st.get("part", 0.25)
        end = st.get("yend", 5.6) + self.random.normal(0, 0.12, len(x))
        length = np.maximum(0.4, (self.y - end) * 1.08 + 0.25 * crown)
        comb = np.stack(
            [
                np.where(x > part, 1.0, -1.0)
                * (0.35 + 0.75 * crown)
                * np.where(self.back > 0.5, 0.6, 1),
                -0.9 + 0.75 * crown,
                -0.75 * self.front * crown - 0.25 - 0.15 * (1 - crown),
            ],
            1,
        )
        root_lift = 0.16 * crown * np.exp(-(((x - part) / 0.25) ** 2))
        return length, comb, root_lift + 0.03 + 0.05 * crown

    def _bun(self, x):
        """Pulled back towards one point."""
        target = np.array(self.st.get("tgt", (0, 7.35, -0.75)))
        comb = unit(target - self.rest)
        comb[:, 1] += 0.10 * self.front
        length = np.linalg.norm(target - self.rest, axis=1) * 1.02
        return length, comb, np.full(len(x), 0.05)

    def grow(self):
        """Return the strands, shape (n, steps, 3)."""
        steps = self.st.get("steps", 9)
        step = (self.length / (steps - 1))[:, None]
        self.phase = self.random.random(len(self.p)) * 0.8
        points, normals = self.head.obstacles()
        tree = cKDTree(points)
        strands, current, direction = [self.p + self.normal * 0.002], self.p.copy(), None
        for k in range(1, steps):
            t = k / (steps - 1)
            distance, i = tree.query(current)
            wanted = unit(self._wanted(t, current))
            inertia = wanted if direction is None else direction
            direction = unit(inertia * self.st.get("inertia", 0.3) + wanted)
            direction = self._along_head(direction, current - points[i], normals[i], distance)
            current = current + direction * step
            distance, i = tree.query(current)
            current = current + self._off_head(t, current, points[i], normals[i], distance)
            strands.append(current.copy())
        return self._finish(np.stack(strands, 1))

    def _wanted(self, t, current):
        """Where the strands would go if nothing were in their way."""
        st = self.st
        if self.kind == "afro":
            wanted = self.normal + self.stray * 0.5
            wanted += self.random.normal(0, 0.45, wanted.shape)
        elif self.kind == "long":
            combed = np.exp(-(((t * self.length) / st.get("combd", 0.75)) ** 2))[:, None]
            wanted = unit(self.comb) * combed + np.array([0, -1.3, 0]) * (1 - combed)
            wanted += self.normal * (self.lift * np.exp(-t * self.length / 0.3))[:, None]
            wanted += self.stray * st.get("frizz", 0.03)
        else:
            wanted = unit(self.comb) + self.normal * (self.lift * (1 - t))[:, None]
            wanted += np.array([0, -self.gravity * t**0.7, 0]) + self.stray * st.get("frizz", 0.05)
        if wave := st.get("wave", 0):
            angle = 2 * np.pi * (t * st.get("wf", 2) + self.phase)
            across = [np.sin(angle + self.z * 2), 0 * angle, np.cos(angle + self.x * 2)]
            wanted += wave * np.stack(across, 1)
        if curl := st.get("curl_in"):
            inward = (np.array([0, 0, 0.1]) - current) * [1, 0, 1]
            wanted += unit(inward) * curl * smoothstep(t, 0.7, 1.0)
        return wanted

    def _along_head(self, direction, offset, normal, distance):
        """Turn strands that leave the head back along it."""
        if self.kind not in {"crop", "bun", "long"}:
            return direction
        outward = (direction * normal).sum(1, keepdims=True)
        height = (offset * normal).sum(1, keepdims=True)
        leaving = (height > 0.03) & (distance[:, None] < 1.0)
        return unit(direction - np.where(leaving, np.maximum(outward, 0) * 0.9, 0) * normal)

    def _off_head(self, t, current, point, normal, distance):
        """Push strands out of the head and draw them back to their layer above it."""
        height = ((current - point) * normal).sum(1)
        thickness = 1.0 if self.kind == "long" else 0.35 + 0.65 * self.crown
        layer = self.st.get("layer", 0.10) * self.layer * min(1, t * 3) * thickness
        wanted = 0.01 + layer
        push = np.where((distance < 0.6) & (height < wanted), wanted - height, 0)
        attract = 0 if self.kind == "afro" else self.st.get("attract", 0.5)
        above = point[:, 1] > self.st.get("aty", 6.9) + self.head.raised
        drawn = (height > wanted) & (distance < 1.2) & above
        return normal * (push + np.where(drawn, (wanted - height) * attract, 0))[:, None]

    def _finish(self, strands):
        """Clump the strands, coil them, let some stray, and clear the face."""
        st, (n, steps, _) = self.st, strands.shape
        t = np.linspace(0, 1, steps)
        clump = st.get("clump", 0.5)
        if clump and self.kind != "buzz":
            guides = self.random.choice(n, min(st.get("nclump", 1400), n), replace=False)
            own = guides[cKDTree(self.p[guides]).query(self.p)[1]]
            offset = (self.p - self.p[own])[:, None] * (1 - 0.6 * t[None, :, None])
            k = clump * t[None, :, None] ** 0.8 * self.random.uniform(0.5, 1, (n, 1, 1))
            strands = strands * (1 - k) + (strands[own] + offset) * k
        if coil := st.get("coil"):
            a = t * self.length[:, None] * 2 * np.pi / 0.075
            a = a + self.random.random((n, 1)) * 2 * np.pi
            turn = np.stack([np.sin(a), np.cos(a * 1.1), np.sin(a * 0.9 + 1)], -1)
            strands = strands + turn * coil * np.linspace(0.2, 1, steps)[None, :, None]
        stray = self.random.normal(0, 1, (n, 1, 3)) * t[None, :, None] ** 2
        strands = strands + stray * st.get("fly", 0.03) * (self.random.random((n, 1, 1)) < 0.12)
        return self._clear_face(strands) if self.kind in {"crop", "bun", "long"} else strands

    def _clear_face(self, strands):
        """Drop strands that would hang over the face or, when long, the throat."""
        x, z = abs(strands[..., 0]), strands[..., 2]
        y = strands[..., 1] - self.head.raised
        over_face = (x < 0.54) & (z > 1.05) & (y < 7.62) & (y > 6.2)
        over_throat = (x < 0.42) & (z > 0.45) & (y < 6.3) & (self.kind == "long")
        return strands[~(over_face | over_throat).any(1)]


def knot(head, st):
    """Wind strands round a ball: a bun."""
    random, n, steps = head.random, st.get("n", 5000), 18
    centre = np.add(st["centre"], [0, head.raised, 0])
    spread = [random.normal(0, 0.5, n), random.normal(0, 0.45, n), np.full(n, 0.8)]
    axis = unit(np.stack(spread, 1))
    a = unit(np.cross(axis, random.normal(0, 1, (n, 3))))
    b = np.cross(axis, a)
    off = random.uniform(-0.75, 0.75, n)
    radius = st["r"] * (1 + random.normal(0, 0.025, n))
    t = np.linspace(0, 1, steps) * random.uniform(2.0, 4.0, (n, 1))
    wobble = (0.07 * np.sin(3 * t + off[:, None] * 6))[..., None]
    ring = np.cos(t)[..., None] * a[:, None] + np.sin(t)[..., None] * b[:, None]
    p = ring * np.sqrt(1 - off**2)[:, None, None] + axis[:, None] * (off[:, None, None] + wobble)
    return centre + p * radius[:, None, None] * np.array([1.12, 0.85, 0.9])


def strands_of(head, st):
    """Return the strands of a style, shape (n, steps, 3)."""
    return knot(head, st) if st["kind"] == "knot" else Style(head, st).grow()
