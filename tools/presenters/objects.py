"""Blender objects from arrays: meshes, sheets, hairs and eyeballs (decimetres, y up)."""

import bpy
import numpy as np


def to_blender(v):
    """Turn decimetres, y up, into metres, z up."""
    v = np.asarray(v, float)
    return np.stack([v[..., 0], -v[..., 2], v[..., 1]], -1) * 0.1


def add_object(name, data, material=None):
    """Put an object into the scene."""
    ob = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(ob)
    if material:
        data.materials.append(material)
    return ob


def add_mesh(name, v, faces, material=None, *, subdivide=0, loop_uv=None, point_uv=None):
    """Add a smooth mesh; texture points are given per face's corner or per vertex."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(to_blender(v).tolist(), [], [tuple(map(int, f)) for f in faces])
    if point_uv is not None:
        loop_uv = [point_uv[list(f)] for f in faces]
    if loop_uv is not None:
        flat = np.concatenate([np.asarray(uv, float) for uv in loop_uv]).ravel()
        data.uv_layers.new(name="UVMap").data.foreach_set("uv", flat)
    data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.update()
    ob = add_object(name, data, material)
    if subdivide:
        modifier = ob.modifiers.new("subdivide", "SUBSURF")
        modifier.levels = modifier.render_levels = subdivide
    return ob


def thicken(ob, thickness, offset):
    """Give a sheet a thickness in metres; offset -1 lets it grow inwards, 0 both ways."""
    modifier = ob.modifiers.new("thicken", "SOLIDIFY")
    modifier.thickness, modifier.offset = thickness, offset


def subdivided(v, faces, levels):
    """Return vertices and triangles of the subdivided mesh."""
    ob = add_mesh("temporary", v, faces, subdivide=levels)
    data = ob.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    points = np.zeros(len(data.vertices) * 3)
    data.vertices.foreach_get("co", points)
    data.calc_loop_triangles()
    triangles = np.zeros(len(data.loop_triangles) * 3, int)
    data.loop_triangles.foreach_get("vertices", triangles)
    x, y, z = points.reshape(-1, 3).T * 10
    bpy.data.objects.remove(ob)
    return np.stack([x, z, -y], 1), triangles.reshape(-1, 3)


def add_strands(name, strands, radius, material):
    """Add hairs; radius in metres, per point."""
    n, steps, _ = strands.shape
    data = bpy.data.hair_curves.new(name)
    data.add_curves([steps] * n)
    data.position_data.foreach_set("vector", to_blender(strands).astype(np.float32).ravel())
    attribute = data.attributes.get("radius") or data.attributes.new("radius", "FLOAT", "POINT")
    attribute.data.foreach_set(
        "value", np.broadcast_to(radius, (n, steps)).astype(np.float32).ravel()
    )
    add_object(name, data, material)


def eyeball(columns=64, rows=56):
    """Return points, faces and texture points of an eyeball of radius 1 with its cornea at z."""
    polar = np.pi * np.arange(rows + 1)[:, None] / rows
    around = 2 * np.pi * np.arange(columns)[None] / columns
    r = 1 + 0.07 * np.exp(-((np.degrees(polar) / 19) ** 4))
    flat = np.stack([np.cos(around) + 0 * polar, np.sin(around) + 0 * polar], -1)
    points = np.concatenate(
        [flat * (r * np.sin(polar))[..., None], (r * np.cos(polar) + 0 * around)[..., None]], -1
    )
    uv = 0.5 + flat * 0.5 * np.sin(np.minimum(polar, np.pi / 2))[..., None]
    faces = [
        ((j + 1) * columns + i, (j + 1) * columns + k, j * columns + k, j * columns + i)
        for j in range(rows)
        for i, k in ((i, (i + 1) % columns) for i in range(columns))
    ]
    return points.reshape(-1, 3), faces, uv.reshape(-1, 2)
