"""Small tools for points and meshes of triangles or polygons."""

import numpy as np


def smoothstep(x, a, b):
    """0 up to a, 1 from b on, smooth between."""
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def unit(d):
    """Scale vectors to length one."""
    return d / (np.linalg.norm(d, axis=-1, keepdims=True) + 1e-9)


def resample(curve, n):
    """Return n points evenly spaced along a polyline."""
    curve = np.asarray(curve, float)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))]
    t = np.linspace(0, s[-1], n)
    return np.stack([np.interp(t, s, column) for column in curve.T], 1)


def triangle_normals(v, triangles):
    """Return one normal per vertex."""
    normals = np.zeros_like(v)
    a, b, c = (v[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    for k in range(3):
        np.add.at(normals, triangles[:, k], face)
    return unit(normals)


def laplacian(v, faces, rounds, factor=0.5):
    """Smooth a polygon mesh by moving each vertex towards the mean of its neighbours."""
    edges = np.array([(f[k], f[(k + 1) % len(f)]) for f in faces for k in range(len(f))])
    edges = np.unique(np.sort(edges, 1), axis=0)
    degree = np.bincount(edges.ravel(), minlength=len(v))[:, None]
    for _ in range(rounds):
        total = np.zeros_like(v)
        np.add.at(total, edges[:, 0], v[edges[:, 1]])
        np.add.at(total, edges[:, 1], v[edges[:, 0]])
        v = v + factor * (total / np.maximum(degree, 1) - v)
    return v


def compact(faces):
    """Number the vertices that faces use from zero; returns the old numbers and the new faces."""
    used = np.unique(np.concatenate([np.asarray(f) for f in faces]))
    new = {old: i for i, old in enumerate(used)}
    return used, [[new[x] for x in f] for f in faces]


def grid_faces(columns, rows, *, closed):
    """Return the quads of a grid of points, column by column; `closed` joins last and first."""
    return [
        (i * rows + j, k * rows + j, k * rows + j + 1, i * rows + j + 1)
        for i, k in ((i, (i + 1) % columns) for i in range(columns if closed else columns - 1))
        for j in range(rows - 1)
    ]


def grid_uv(u, v):
    """Return texture points of a grid, column by column."""
    return np.stack(np.meshgrid(u, v, indexing="ij"), -1).reshape(-1, 2)


def cut(v, triangles, field):
    """Keep what lies where field <= 0, clipping the triangles that cross it.

    Returns:
        Vertices, triangles, and the indices of the vertices on the cut.
    """
    f = field.copy()
    f[np.abs(f) < 1e-6] = -1e-6
    points, crossings = list(v), {}

    def crossing(a, b):
        key = (min(a, b), max(a, b))
        if key not in crossings:
            crossings[key] = len(points)
            points.append(v[a] + f[a] / (f[a] - f[b]) * (v[b] - v[a]))
        return crossings[key]

    inside = (f[triangles] < 0).sum(1)
    kept = triangles[inside == 3].tolist()
    for t in triangles[(inside > 0) & (inside < 3)].tolist():
        polygon = []
        for a, b in zip(t, [*t[1:], t[0]], strict=True):
            if f[a] < 0:
                polygon.append(a)
            if (f[a] < 0) != (f[b] < 0):
                polygon.append(crossing(a, b))
        kept += [[polygon[0], *polygon[k : k + 2]] for k in range(1, len(polygon) - 1)]
    used, new = np.unique(np.array(kept), return_inverse=True)
    edge = np.flatnonzero(np.isin(used, list(crossings.values())))
    return np.array(points)[used], new.reshape(-1, 3), edge
