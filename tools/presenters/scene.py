"""Builds one presenter in Blender: body, clothes, hair, light and camera; renders the still."""

import basemesh as mh
import bpy
import facial_hair
import garment
import hair
import materials
import mathutils
import numpy as np
import objects
import paint
from geometry import compact, cut, laplacian, smoothstep, triangle_normals
from scipy.spatial import cKDTree

HEAD = mh.BONES.index("head")
EYE_LINE = 0.405  # of the picture's height, from the top
LENS, SENSOR = 85, 36  # millimetres
SAMPLING = {
    "device": "CPU",
    "use_denoising": True,
    "denoiser": "OPENIMAGEDENOISE",
    "use_adaptive_sampling": True,
    "adaptive_threshold": 0.03,
    "adaptive_min_samples": 16,
    "max_bounces": 5,
    "diffuse_bounces": 1,
    "glossy_bounces": 2,
    "transmission_bounces": 4,
    "transparent_max_bounces": 8,
    "sample_clamp_indirect": 3,
    "caustics_reflective": False,
    "caustics_refractive": False,
}
# place from the middle of the head (metres), size, power, colour
LIGHTS = [
    ((-0.80, -1.15, 0.60), 0.85, 25, (1, 0.965, 0.92)),  # key
    ((1.10, -1.10, 0.15), 1.2, 9, (0.90, 0.95, 1)),  # fill
    ((0.80, 0.85, 0.70), 0.5, 8, (1, 0.97, 0.93)),  # rim
    ((-0.90, 0.80, 0.55), 0.5, 7, (0.84, 0.91, 1)),  # cool rim
    ((0, -1.0, -0.75), 0.9, 4, (1, 0.95, 0.9)),  # bounce
    ((0, -0.1, 1.1), 0.7, 2.5, (1, 1, 1)),  # hair
]


class Scene:
    """One presenter, ready to render."""

    def __init__(self, cfg, work):
        self.cfg = cfg
        self.prefix = str(work / cfg["name"])
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._shape_and_pose()
        self.head = hair.Head(cfg, self.shaped, self.neutral)
        paint.Skin(work, cfg).bake(self.prefix, self.head.on_scalp)
        paint.paint_eye(f"{self.prefix}_eye.png", cfg["iris"], seed=len(cfg["name"]))
        self._add_body()
        self._add_eyes()
        self._add_clothes()
        self._add_hair()
        self._add_camera()
        self._add_lights()

    def _shape_and_pose(self):
        self.neutral = mh.macro(self.cfg)
        self.shaped = self.neutral.copy()
        for name, weight in self.cfg["rest"].items():
            mh.apply(self.shaped, name, weight)
        yaw, pitch, roll = np.radians(self.cfg["head"]) / 2  # shared by neck and head
        turn = (
            mh.rotation((0, 1, 0), yaw)
            @ mh.rotation((1, 0, 0), pitch)
            @ mh.rotation((0, 0, 1), roll)
        )
        rotations = {"neck02": turn, "head": turn}
        for side, sign in (("L", -1), ("R", 1)):
            rotations[f"upperarm01.{side}"] = mh.rotation((0, 0, 1), sign * np.radians(41))
            rotations[f"clavicle.{side}"] = mh.rotation((0, 0, 1), sign * np.radians(2))
        self.matrices = mh.pose_matrices(self.neutral, rotations)
        self.in_head = self.matrices[HEAD]
        self.neck = mh.bone_head(self.neutral, "neck01")
        self.posed = self._narrowed(mh.skin(self.shaped, self.matrices))

    def _narrowed(self, p):
        """Narrower and more sloping shoulders than the base mesh has with its arms lowered."""
        narrow, drop = self.cfg.get("narrow", 0.03), self.cfg.get("drop", 0.03)
        below_neck = 1 - smoothstep(p[:, 1], self.neck[1] - 0.1, self.neck[1] + 0.3)
        out = p.copy()
        k = smoothstep(np.abs(p[:, 0]), 0.5, 1.9) * below_neck
        out[:, 0] *= 1 - narrow * k
        out[:, 1] -= drop * k
        # the lowered arm bulges at the deltoid: press it flat towards the shoulder joint's line
        limit = mh.bone_head(self.neutral, "upperarm01.L")[0] * (1 - narrow) - 0.10
        below_neck = 1 - smoothstep(out[:, 1], self.neck[1], self.neck[1] + 0.3)
        over = np.maximum(np.abs(out[:, 0]) - limit, 0) * below_neck
        out[:, 0] -= np.sign(out[:, 0]) * over * 0.42
        return out

    def _body_faces(self, keep):
        pairs = zip(mh.base_f, mh.base_g, strict=True)
        return [i for i, (f, group) in enumerate(pairs) if group == "body" and keep(f)]

    def _add_body(self):
        """Add head, neck and as much of the chest as a neckline may show."""
        v = self.posed
        hidden = (hair.EAR > 0.35) & self.cfg.get("hide_ears", False)
        kept = self._body_faces(
            lambda f: (
                v[f][:, 1].min() > self.neck[1] - 1.6
                and np.abs(v[f][:, 0]).max() < 1.7
                and not hidden[f].any()
            )
        )
        ids, faces = compact([mh.base_f[i] for i in kept])
        uv = [mh.base_vt[mh.base_ft[i]] for i in kept]
        skin = materials.skin(self.prefix, self.cfg)
        objects.add_mesh("body", v[ids], faces, skin, subdivide=3, loop_uv=uv)

    def _add_eyes(self):
        """Add eyeballs that look into the camera however the head is turned."""
        material = materials.eye(self.prefix)
        yaw, pitch, _ = np.radians(self.cfg["head"])
        points, faces, uv = objects.eyeball()
        for side, sign in (("l", 1), ("r", -1)):
            helper = self.neutral[mh.group_vertices(f"helper-{side}-eye")]
            centre, radius = (helper.max(0) + helper.min(0)) / 2, np.ptp(helper[:, 1]) / 2
            gaze = mh.rotation((0, 1, 0), -yaw - sign * 0.02) @ mh.rotation((1, 0, 0), -pitch)
            placed = mh.transform(self.in_head, points * radius @ gaze.T + centre)
            objects.add_mesh("eye", placed, faces, material, point_uv=uv)

    # ---- clothes

    def _add_clothes(self):
        c = self.cfg["clothes"]
        joint = mh.bone_head(self.neutral, "upperarm01.L")
        arm = self.matrices[mh.BONES.index("upperarm01.L")]
        shoulder = self._narrowed(mh.transform(arm, joint[None]))[0]
        pit = mh.bone_head(self.neutral, "clavicle.L")
        root = garment.neck_root(self.posed[: mh.BODY_VERTICES], self.neck)
        self.frame = garment.Frame(self.neck, pit, shoulder, root)
        self.axis = np.array([0, self.neck[1], self.neck[2] + 0.12])
        if c["kind"] == "blazer":
            self._add_tee(c)
            self._add_blazer(c)
        else:
            self._add_jumper(c)

    def _torso(self, offset, rounds, drape, seed):
        """Return torso and arms, pushed off the skin and folded: points, triangles, normals."""
        v, neck = self.posed, self.neck[1]
        kept = self._body_faces(
            lambda f: (
                v[f][:, 1].min() > neck - 4.2
                and mh.base_v[f][:, 1].max() < 6.35
                and v[f][:, 1].max() < neck + 0.75
            )
        )
        ids, faces = compact([mh.base_f[i] for i in kept])
        under = self._spanned(v[ids]) if self.cfg["gender"] < 0.5 else v[ids]
        p, triangles = objects.subdivided(laplacian(under, faces, rounds), faces, 3)
        body, body_triangles = objects.subdivided(under, faces, 2)
        body_normals, tree = triangle_normals(body, body_triangles), cKDTree(body)
        p = p + triangle_normals(p, triangles) * offset
        for _ in range(3):
            _, i = tree.query(p)
            height = ((p - body[i]) * body_normals[i]).sum(1)
            # not the other side of the armpit
            same = (triangle_normals(p, triangles) * body_normals[i]).sum(1) > 0.3
            p = p + body_normals[i] * (np.maximum(offset - height, 0) * same)[:, None]
            p = laplacian(p, triangles, 3)
        fold = garment.folds(p, self.frame, seed, drape)
        p = laplacian(p + triangle_normals(p, triangles) * fold[:, None], triangles, 2)
        return p, triangles, triangle_normals(p, triangles)

    def _spanned(self, p):
        """Cloth spans the bust, it does not cling to it."""
        x, y, z = p.T
        drop = self.frame.pit[1] - y
        terms = np.stack([np.ones_like(x), x**2, x**4, drop, drop**2], 1)
        front = z > self.neck[2] + 0.3
        fitted = (np.abs(x) < 1.15) & front & (drop > 0.2) & (drop < 2.4)
        smooth = terms @ np.linalg.lstsq(terms[fitted], z[fitted], rcond=None)[0]
        k = smoothstep(drop, 0.6, 1.3) * (1 - smoothstep(np.abs(x), 1.1, 1.5))
        out = p.copy()
        out[:, 2] += k * (smooth - z) * (drop < 2.4) * (z > self.neck[2] + 0.2)
        return out

    def _add_shell(self, name, surface, field, material, thickness=0.0025):
        """Add the part of a torso where field <= 0; returns points and edge of the cut."""
        v, kept, edge = cut(*surface, field)
        ob = objects.add_mesh(name, v, kept, material)
        seam = np.abs(v[:, 0]) - self.frame.shoulder[0] * 1.02
        seam -= 0.12 * (v[:, 1] - self.frame.shoulder[1])
        ob.data.attributes.new("seam", "FLOAT", "POINT").data.foreach_set(
            "value", seam.astype(np.float32)
        )
        objects.thicken(ob, thickness, -1)
        return v, edge

    def _add_sheet(self, name, sheet, material, *, subdivide=0):
        return objects.add_mesh(
            name, sheet.points, sheet.faces, material, subdivide=subdivide, point_uv=sheet.uv
        )

    def _add_jumper(self, c):
        """A jumper with a knitted band, or a shirt with a folded collar."""
        p, triangles, normals = self._torso(
            c.get("offset", 0.09), c.get("smooth", 16), c.get("drape", 1.0), c["seed"]
        )
        field = self.frame.neckline(
            p, c.get("front", 0.26), c.get("raised", 0.0), c.get("vee", 0.0)
        )
        cloth = materials.cloth("cloth", c["colour"], c.get("fabric", "knit"), seam=True)
        v, edge = self._add_shell("garment", (p, triangles), field, cloth)
        loop = garment.Loop.along(v[edge])
        if c["kind"] == "jumper":
            band = garment.rib_band(loop, self.axis, c.get("band", 0.20), 0.028, 0.42)
            self._add_sheet("band", band, materials.cloth("rib", c["colour"], "rib"), subdivide=1)
        else:
            collar = garment.fold_collar(loop, self.axis, (cKDTree(p), p, normals), c)
            cloth = materials.cloth("collar", c["colour"], "cotton")
            objects.thicken(self._add_sheet("collar", collar, cloth, subdivide=1), 0.0022, 0)

    def _add_tee(self, c):
        """Only the front that a blazer shows: the rest would poke through it."""
        p, triangles, _ = self._torso(0.04, 6, 0.5, c["seed"])
        front = c.get("front", 0.20)
        field = np.maximum(self.frame.plane(p, front, -0.02), np.abs(p[:, 0]) - 0.8)
        field = np.maximum(field, self.neck[2] + 0.3 - p[:, 2])
        cotton = materials.cloth("tee", c["under"], "cotton")
        v, edge = self._add_shell("tee", (p, triangles), field, cotton, 0.0015)
        on_neckline = np.abs(self.frame.plane(v[edge], front, -0.02)) < 0.01
        loop = garment.Loop.along(v[edge[on_neckline]])
        band = garment.rib_band(loop, self.axis, 0.13, 0.018, 0.35)
        self._add_sheet("band", band, materials.cloth("rib", c["under"], "rib"), subdivide=1)

    def _add_blazer(self, c):
        p, triangles, normals = self._torso(
            c.get("offset", 0.17), 14, c.get("drape", 0.8), c["seed"] + 4
        )
        _, button, half_width = garment.blazer_opening(self.frame, c)
        front = (p[:, 2] > self.neck[2] + 0.05) & (p[:, 1] > button[1])
        opening = np.where(front, half_width(p[:, 1]) - np.abs(p[:, 0]), -1.0)
        field = np.maximum(self.frame.plane(p, 0.66, 0.13), opening)
        cloth = materials.cloth("blazer", c["colour"], "weave", seam=True)
        self._add_shell("blazer", (p, triangles), field, cloth, 0.004)
        plain = materials.cloth("lapel", c["colour"], "weave")
        sheets = garment.lapel_and_collar(self.frame, c, garment.height_map(p, normals))
        for mirror in ([1, 1, 1], [-1, 1, 1]):
            for sheet in sheets:
                sided = sheet._replace(points=sheet.points * mirror)
                objects.thicken(self._add_sheet("lapel", sided, plain), 0.003, 0)

    # ---- hair

    def _add_hair(self):
        cfg, head = self.cfg, self.head
        colour = cfg["hairmat"]
        for style in cfg["hair"]:
            strands = hair.strands_of(head, style)
            thickness = head.random.uniform(0.7, 1.2, (len(strands), 1))
            self._add_strands("hair", strands, style["rad"] * thickness, 0.35, colour)
        if "beard" in cfg:
            b = cfg["beard"]
            self._add_strands(
                "beard", facial_hair.beard(head, b), b["rad"], 0.4, b.get("mat", colour)
            )
        b = cfg["brow"]
        self._add_strands(
            "brow", facial_hair.brows(head, b), b.get("rad", 6e-5), 0.3, cfg["browmat"]
        )
        lash = cfg.get("lash", {})
        colour = {"melanin": 0.97, "red": 0.2, "rough": 0.45}
        self._add_strands(
            "lash", facial_hair.lashes(head, lash), lash.get("rad", 5.5e-5), 0.2, colour
        )

    def _add_strands(self, name, strands, radius, tip, colour):
        """Add hairs that thin out towards their tips."""
        taper = np.linspace(1, tip, strands.shape[1])[None]
        placed = mh.transform(self.in_head, strands.reshape(-1, 3)).reshape(strands.shape)
        objects.add_strands(name, placed, taper * radius, materials.hair(name, **colour))

    # ---- camera and light

    def _add_camera(self):
        """Level with the eyes; the skull takes `frac` of the picture's height."""
        body, rest = self.posed[: mh.BODY_VERTICES], mh.base_v[: mh.BODY_VERTICES]
        top = body[:, 1].max()
        front = (np.abs(rest[:, 0]) < 0.1) & (rest[:, 2] > 0.9) & (rest[:, 1] > 6.0)
        chin = body[front, 1].min()
        helpers = [self.neutral[mh.group_vertices(f"helper-{side}-eye")] for side in "lr"]
        eyes = mh.transform(self.in_head, np.concatenate(helpers)).mean(0)
        height = (top - chin) * 0.1 / self.cfg.get("frac", 0.365)
        camera = bpy.data.cameras.new("camera")
        camera.lens, camera.sensor_width = LENS, SENSOR
        camera.shift_y = EYE_LINE - 0.5
        ob = objects.add_object("camera", camera)
        ob.location = (0, -height * LENS / SENSOR - eyes[2] * 0.1, eyes[1] * 0.1)
        ob.rotation_euler = (np.pi / 2, 0, 0)
        bpy.context.scene.camera = ob
        self.middle = np.array([0, -0.08, (chin + top) * 0.05])

    def _add_lights(self):
        for place, size, power, colour in LIGHTS:
            light = bpy.data.lights.new("area", "AREA")
            light.shape, light.size, light.color = "DISK", size, colour
            light.energy = power * self.cfg.get("light", 1.0)
            ob = objects.add_object("area", light)
            ob.location = self.middle + place
            aim = mathutils.Vector(place) * -1
            ob.rotation_euler = aim.to_track_quat("-Z", "Y").to_euler()
        world = bpy.context.scene.world = bpy.data.worlds.new("world")
        world.use_nodes = True
        background = world.node_tree.nodes["Background"]
        background.inputs["Color"].default_value = (0.6, 0.64, 0.7, 1)
        background.inputs["Strength"].default_value = 0.25

    def render(self, path, size, samples, *, threads=0, seconds=0.0):
        """Render into a PNG; 0 threads means all, 0 seconds means as long as it takes."""
        scene = bpy.context.scene
        scene.render.engine = "CYCLES"
        for name, x in SAMPLING.items():
            setattr(scene.cycles, name, x)
        scene.cycles.samples, scene.cycles.time_limit = samples, seconds
        render = scene.render
        render.threads_mode, render.threads = ("FIXED", threads) if threads else ("AUTO", 0)
        render.resolution_x = render.resolution_y = size
        render.film_transparent = True
        render.image_settings.color_mode = "RGBA"
        scene.view_settings.view_transform = "AgX"
        scene.view_settings.look = "AgX - Medium High Contrast"
        render.filepath = str(path)
        bpy.ops.render.render(write_still=True)
