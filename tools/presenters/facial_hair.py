"""Grows beards, brows and lashes (decimetres, in the head's own space)."""

from itertools import pairwise

import basemesh as mh
import hair
import numpy as np
import paint
from geometry import unit

LIP = hair.vertex_mask("lips")


def beard(head, b):
    """Return short hairs on jaw, chin and upper lip."""
    rest, random = mh.base_v, head.random
    faces = [
        f
        for f in hair.HEAD_FACES
        if rest[f][:, 1].max() < 7.3 and rest[f][:, 1].min() > 5.8 and rest[f][:, 2].min() > 0.3
    ]
    n = b.get("n", 14000) * 4
    roots = hair.Roots.scatter(head.v, faces, np.ones(len(head.v)), n, random)
    density = paint.beard_mask(roots.of(rest))
    keep = random.random(n) < density**1.3 * 0.9
    keep &= LIP[roots.triangles].max(1) <= 0.25
    roots, density = roots[keep], density[keep]
    current, normal, x = roots.of(head.v), unit(roots.of(head.normals)), roots.of(rest)[:, 0]
    length = b.get("len", 0.06) * random.uniform(0.6, 1.2, len(x)) * (0.35 + 0.65 * density)
    d = np.stack([0.25 * np.sign(x) * (abs(x) > 0.15), -1.0 + 0 * x, 0.15 + 0 * x], 1)
    d = unit(d + random.normal(0, 0.35, d.shape))
    d = unit(d - (d * normal).sum(1, keepdims=True) * normal + normal * b.get("lift", 0.55))
    strands = [current]
    for _ in range(4):
        d = unit(d + random.normal(0, 0.25, d.shape) + [0, -0.15, 0])
        current = current + d * (length / 4)[:, None]
        strands.append(current)
    return np.stack(strands, 1)


def brows(head, b):
    """Return brow hairs along an arc given for one side, as (x, y) at rest."""
    rest, random = mh.base_v, head.random
    faces = [
        f
        for f in hair.HEAD_FACES
        if rest[f][:, 1].min() > 7.25
        and rest[f][:, 1].max() < 7.9
        and rest[f][:, 2].min() > 0.8
        and abs(rest[f][:, 0]).max() < 0.8
    ]
    arc, n, thick = np.array(b["arc"]), b["n"], b["thick"]
    roots = hair.Roots.scatter(rest, faces, np.ones(len(rest)), n * 60, random)
    x, y = abs(roots.of(rest)[:, 0]), roots.of(rest)[:, 1]
    t = np.clip((x - arc[0, 0]) / (arc[-1, 0] - arc[0, 0]), 0, 1)
    half_width = thick * np.interp(t, [0, 0.12, 0.5, 0.8, 1], [0.75, 1, 0.85, 0.5, 0.15])
    centre = np.interp(x, arc[:, 0], arc[:, 1])
    dense = np.exp(-((abs(y - centre) / half_width / 0.85) ** 4))
    inside = (x > arc[0, 0]) & (x < arc[-1, 0]) & (random.random(len(x)) < dense)
    keep = np.flatnonzero(inside)[: 2 * n]
    roots, x, t = roots[keep], x[keep], t[keep]
    across = (y[keep] - centre[keep]) / thick
    slope = np.interp(x, (arc[1:, 0] + arc[:-1, 0]) / 2, np.diff(arc[:, 1]) / np.diff(arc[:, 0]))
    rise = np.interp(t, [0, 0.25, 0.6, 1], [1.1, 0.55, 0.15, -0.1])
    rise = rise - 0.35 * across * np.interp(t, [0, 0.3, 1], [0, 1, 1])
    rise = rise + random.normal(0, 0.12, len(t))
    d = unit(np.stack([np.ones_like(slope), slope + rise, -0.35 * x], 1))
    d[:, 0] *= np.sign(roots.of(rest)[:, 0])
    length = b.get("len", 0.085) * np.interp(t, [0, 0.3, 1], [0.8, 1, 0.75])
    return _lying(head.v, roots, d, length * random.uniform(0.7, 1.15, len(t)))


def _lying(v, roots, d, length):
    """Short hairs that lie along the skin, their tips a little off it."""
    corners = v[roots.triangles]
    normal = unit(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    along = unit(d - (d * normal).sum(1, keepdims=True) * normal)
    t = np.linspace(0, 1, 5)[None, :, None]
    reach = length[:, None, None]
    off = reach * (0.30 * t - 0.28 * t * t) + 0.004
    return roots.of(v)[:, None] + along[:, None] * reach * t + normal[:, None] * off


def lashes(head, c):
    """Return upper and lower lashes."""
    upper = (c.get("nu", 150), c.get("Lu", 0.062))
    lower = (c.get("nl", 60), c.get("Ll", 0.03))
    rows = [
        _lash_row(head, side, n, length, up=up)
        for side in "lr"
        for up, (n, length) in ((True, upper), (False, lower))
    ]
    return np.concatenate(rows)


def _lash_roots(side, *, up):
    """Pairs of vertices, root and tip, along the rim of a lid."""
    eye = mh.base_v[mh.group_vertices(f"helper-{side}-eye")]
    centre = (eye.max(0) + eye.min(0)) / 2
    index = mh.group_vertices(f"helper-{side}-eyelashes-{2 if up else 1}")
    p = mh.base_v[index]
    x, distance = abs(p[:, 0]), np.linalg.norm(p - centre, axis=1)
    bins = np.linspace(x.min(), x.max(), 13)
    pairs = []
    for low, high in pairwise(bins):
        m = np.flatnonzero((x >= low) & (x <= high))
        if len(m):
            root, tip = m[distance[m].argmin()], m[distance[m].argmax()]
            if root != tip:
                pairs.append((index[root], index[tip]))
    return np.array(pairs)


def _lash_row(head, side, n, length, *, up):
    roots = _lash_roots(side, up=up)
    t = np.sort(head.random.random(n))  # along the lid, from the nose outwards
    reach = length * np.interp(t, [0, 0.25, 0.7, 1], [0.45, 0.85, 1.1, 0.9])
    reach = (reach * head.random.uniform(0.75, 1.1, n))[:, None, None]
    stray = head.random.normal(0, 0.1, n)
    u = t * (len(roots) - 1)
    k = np.clip(u.astype(int), 0, len(roots) - 2)
    f = (u - k)[:, None]
    root = head.v[roots[k, 0]] * (1 - f) + head.v[roots[k + 1, 0]] * f
    tip = head.v[roots[k, 1]] * (1 - f) + head.v[roots[k + 1, 1]] * f
    eye = head.neutral[mh.group_vertices(f"helper-{side}-eye")]
    out = unit(root - (eye.max(0) + eye.min(0)) / 2)
    d = 0.25 * unit(tip - root) + 0.9 * out * [0.7, 0.12 if up else 0.5, 1.15]
    d[:, 0] += out[:, 0] * 0.55 + stray
    t = np.linspace(0, 1, 6)[None, :, None]
    curl = np.array([0, 0.42 if up else -0.25, 0])
    return root[:, None] + unit(d)[:, None] * reach * t + curl * reach * t * t
