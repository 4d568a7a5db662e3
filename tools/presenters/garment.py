"""Shapes of clothes, made from the body's own surface: necklines, folds, bands, collars, lapels.

Everything is in the posed space of `basemesh` (decimetres, y up, z towards the viewer). A garment
is the smoothed torso, pushed off the skin, given folds, and cut along a scalar field (the
neckline), so that its edge is a curve and not a row of mesh steps. Sheets are returned as
`Sheet`: points, faces and texture points.
"""

from typing import NamedTuple

import numpy as np
from geometry import grid_faces, grid_uv, resample, smoothstep, unit
from paint import fbm
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import cKDTree


class Sheet(NamedTuple):
    """A piece of cloth."""

    points: np.ndarray
    faces: list
    uv: np.ndarray


class Frame(NamedTuple):
    """Landmarks of the posed torso that necklines are measured from."""

    neck: np.ndarray
    pit: np.ndarray
    shoulder: np.ndarray
    root: float  # height at which the neck begins to widen

    def plane(self, p, front, raised=0.0):
        """Say how far points lie above a round neckline.

        It is a tilted plane through the root of the neck at its sides (`raised` by so much) and
        a point `front` dm above the pit between the collar bones.
        """
        z0, z1 = self.neck[2] + 0.05, self.neck[2] + 0.75
        y0, y1 = self.root + raised, self.pit[1] + front
        return p[:, 1] - (y0 + (y1 - y0) * (p[:, 2] - z0) / (z1 - z0))

    def neckline(self, p, front, raised=0.0, vee=0.0):
        """As `plane`, with a V-shaped opening that ends `vee` dm below the pit (0: none)."""
        field = self.plane(p, front, raised)
        if vee:
            low, high = self.pit[1] - vee, self.pit[1] + front + 0.2
            t = np.clip((p[:, 1] - low) / (high - low), 0, 1)
            opening = 0.62 * t**0.85 - np.abs(p[:, 0])
            opening[(p[:, 2] < self.neck[2] + 0.3) | (p[:, 1] < low)] = -1.0
            field = np.maximum(field, opening)
        return field


def neck_root(body, neck):
    """Return the height at which the neck begins to widen into the shoulders."""
    near = body[(np.abs(body[:, 2] - neck[2]) < 0.45) & (np.abs(body[:, 0]) < 1.3)]
    heights = np.arange(neck[1] + 0.4, neck[1] - 0.6, -0.03)
    widths = np.array(
        [np.abs(near[np.abs(near[:, 1] - y) < 0.07, 0]).max(initial=0) for y in heights]
    )
    narrowest = widths[:14].argmin()
    wide = np.flatnonzero(widths[narrowest:] > 1.42 * widths[narrowest])
    return heights[narrowest + wide[0]] if len(wide) else neck[1] - 0.1


def folds(p, frame, seed, drape):
    """Return the height of folds: pulls at the armpit, drape over the chest, sleeve creases."""
    q = p + seed * 3.17
    side = np.abs(p[:, 0])
    armpit = frame.shoulder[:2] * [0.93, 1] - [0, 0.75]
    dx, dy = side - armpit[0], p[:, 1] - armpit[1]
    r, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    warp = 0.9 * fbm(q, 0.9, 2)
    pull = np.sin(angle * 6 + warp * 3 + seed) * np.exp(-(((r - 0.55) / 0.5) ** 2))
    x, y, z = q.T
    hang = fbm(np.stack([x * 1.5 + warp * 0.5 + 0.3 * y, y * 0.45, z], 1), 1.2, 3)
    sleeve = smoothstep(side, frame.shoulder[0] * 0.95, frame.shoulder[0] * 1.1)
    crease = np.sin((p[:, 1] * 1.3 + side * 1.2) * 5 + warp * 5) * sleeve
    return drape * (0.020 * pull + 0.050 * hang + 0.012 * crease)


class Loop(NamedTuple):
    """A closed curve round the neck: 360 points and their angles (0 is the front)."""

    angles: np.ndarray
    points: np.ndarray

    @classmethod
    def along(cls, p):
        """Order the points of a cut by their angle and smooth them."""
        angle = np.arctan2(p[:, 0], p[:, 2] - p[:, 2].mean())
        order = np.argsort(angle)
        angles = np.linspace(-np.pi, np.pi, 360, endpoint=False)
        points = np.stack(
            [np.interp(angles, angle[order], p[order, k], period=2 * np.pi) for k in range(3)], 1
        )
        for _ in range(6):
            points = 0.5 * points + 0.25 * (np.roll(points, 1, 0) + np.roll(points, -1, 0))
        return cls(angles, points)

    def at(self, angle):
        """Interpolate at angles."""
        columns = self.points.T
        return np.stack([np.interp(angle, self.angles, c, period=2 * np.pi) for c in columns], 1)


def rib_band(loop, axis, width, thick, lean):
    """Knit a neck band: a flat oval swept round the neckline, leaning towards the neck."""
    points, rows = loop.points, 14
    along = unit(np.roll(points, -1, 0) - np.roll(points, 1, 0))
    inward = unit((axis - points) * [1, 0, 1])
    up = unit(np.array([0, 1.0, 0]) * (1 - lean) + inward * lean)
    up = unit(up - (up * along).sum(1, keepdims=True) * along)
    normal = unit(np.cross(along, up))
    normal *= np.sign((normal * -inward).sum(1, keepdims=True) + 1e-9)
    a = np.linspace(0, 2 * np.pi, rows)[None, :, None]
    across = np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.6 * thick
    along_up = width * (0.42 - 0.52 * np.cos(a))
    band = points[:, None] + up[:, None] * along_up + normal[:, None] * across
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    uv = grid_uv(length, np.linspace(0, 1, rows))
    return Sheet(band.reshape(-1, 3), grid_faces(len(points), rows, closed=True), uv)


def fold_collar(loop, axis, surface, c):
    """Sew a shirt collar: it stands up round the neck, folds over, its leaf lies on the garment.

    `opening` is half the front gap as an angle; `point` how much longer the leaf is at its tips.
    `surface` is the garment as (tree of points, points, normals).
    """
    n, rows = 260, 15
    opening, fall = c.get("opening", 0.16), c.get("fall", 0.42)
    u = np.linspace(opening, 2 * np.pi - opening, n)
    base = loop.at(u)
    out = unit((base - axis) * [1, 0, 1])
    front = np.exp(-(((np.minimum(u, 2 * np.pi - u) - opening) / 0.55) ** 2))[:, None]
    top = base - out * 0.03 + np.array([0, 1.0, 0]) * c.get("stand", 0.24) * (1.25 - 0.55 * front)
    leaf = fall * (1 + c.get("point", 0.5) * front)
    side = np.sign(base[:, :1] + 1e-9) * c.get("spread", 0.5)
    tip = np.concatenate([side, -np.ones_like(side), 0 * side], 1) * front
    edge = base + leaf * (out * (1 - 0.55 * front) + [0, -0.35, 0] + tip * 0.75)
    profile = [base + (top - base) * t for t in np.arange(4) * 4 / (rows - 1)]
    for t in np.arange(4, rows) / (rows - 1):
        s = (t - 0.25) / 0.75
        control = top + out * 0.16 + [0, 0.03, 0]
        p = (1 - s) ** 2 * top + 2 * s * (1 - s) * control + s * s * edge
        profile.append(_laid_on(p, s, surface))
    points = np.stack(profile, 1)
    for _ in range(3):
        points[1:-1] = 0.5 * points[1:-1] + 0.25 * (points[2:] + points[:-2])
    uv = grid_uv(np.linspace(0, 4, n), np.linspace(0, 1, rows))
    return Sheet(points.reshape(-1, 3), grid_faces(n, rows, closed=False), uv)


def _laid_on(p, s, surface):
    """Lift points off the garment; towards the leaf's edge (s = 1) press them on it."""
    tree, points, normals = surface
    lift = 0.035 + 0.05 * (1 - s)
    for _ in range(2):
        _, i = tree.query(p)
        height = ((p - points[i]) * normals[i]).sum(1)
        p = p + normals[i] * np.maximum(lift - height, 0)[:, None]
        if s > 0.6:
            press = np.maximum(height - lift - 0.03, 0) * (s - 0.6) * 1.6
            p = p - normals[i] * press[:, None]
    return p


def front_sheet(inner, outer, height, lift, roll):
    """Lay a flat piece (a lapel), given by two curves in the front view, on the garment."""
    n, rows = 60, 16
    a, b = resample(inner, n), resample(outer, n)
    t = np.linspace(0, 1, rows)[None, :, None]
    xy = a[:, None] * (1 - t) + b[:, None] * t
    t = t[..., 0]
    bulge = roll * 0.5 * np.sin(np.pi * np.clip(t * 1.1, 0, 1)) + 0.02 * (1 - t)
    z = height(xy[..., 0], xy[..., 1]) + lift + bulge
    points = np.concatenate([xy, z[..., None]], -1)
    uv = grid_uv(np.linspace(0, 3, n), np.linspace(0, 1, rows))
    return Sheet(points.reshape(-1, 3), grid_faces(n, rows, closed=False), uv)


def blazer_opening(frame, c):
    """Return gorge and button, the ends of the lapel, and the inner edge's half width by height."""
    pit = frame.pit[1]
    gorge = np.array([c.get("vwidth", 0.62), pit + 0.50])
    button = np.array([0.0, pit - c.get("depth", 1.55)])

    def half_width(y):
        levels = [button[1], pit - 0.3, gorge[1]]
        return np.interp(y, levels, [0.0, gorge[0] * 0.78, gorge[0]])

    return gorge, button, half_width


def lapel_and_collar(frame, c, height):
    """Cut the left lapel (from the button to the gorge) and the collar that meets it there."""
    gorge, button, half_width = blazer_opening(frame, c)
    pit = frame.pit[1]
    y = np.linspace(button[1], gorge[1], 40)
    inner = np.stack([half_width(y) - 0.015, y], 1)
    tip, notch = [gorge[0] + 0.62, pit + 0.16], np.array([gorge[0] + 0.36, pit + 0.24])
    t = np.linspace(0, 1, 30)[:, None]
    control = np.array([tip[0] - 0.06, (tip[1] + button[1]) / 2 + 0.25])
    outer = (1 - t) ** 2 * np.add(button, [0.03, 0]) + 2 * t * (1 - t) * control + t**2 * tip
    collar_inner = np.add(
        gorge,
        [
            [-0.02, -0.06],
            [-0.05, 0.10],
            [-0.09, 0.24],
            [-0.14, 0.36],
            [-0.18, 0.42],
        ],
    )
    collar_outer = [
        notch,
        np.add(notch, [0.05, 0.10]),
        [gorge[0] + 0.40, pit + 0.42],
        [gorge[0] + 0.22, pit + 0.66],
        [gorge[0] + 0.02, pit + 0.92],
    ]
    return (
        front_sheet(inner, outer, height, lift=0.035, roll=0.05),
        front_sheet(collar_inner, collar_outer, height, lift=0.055, roll=0.08),
    )


def height_map(v, normals):
    """Return z of the garment's front as a function of (x, y)."""
    front = v[normals[:, 2] > 0.05]
    linear, tree = LinearNDInterpolator(front[:, :2], front[:, 2]), cKDTree(front[:, :2])

    def height(x, y):
        z = linear(x, y)
        _, i = tree.query(np.stack([x, y], -1))
        return np.where(np.isnan(z), front[i, 2], z)

    return height
