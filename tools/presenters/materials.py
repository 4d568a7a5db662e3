"""Blender materials: skin, eyes, cloth and hair."""

import bpy
import numpy as np
import paint


class Nodes:
    """A material's node tree, written as nested calls."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.bsdf = self.tree.nodes["Principled BSDF"]

    def put(self, socket, x):
        """Link a socket to an output, or give it a value."""
        if isinstance(x, bpy.types.NodeSocket):
            self.tree.links.new(x, socket)
        else:
            socket.default_value = x

    def new(self, kind, **inputs):
        """Add a node; in the names of its inputs `_` stands for a space."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for name, x in inputs.items():
            self.put(node.inputs[name.replace("_", " ")], x)
        return node

    def set(self, **inputs):
        """Set inputs of the surface."""
        for name, x in inputs.items():
            self.put(self.bsdf.inputs[name.replace("_", " ")], x)

    def image(self, path, *, data=False):
        """Read a texture; `data` is not a colour."""
        texture = self.tree.nodes.new("ShaderNodeTexImage")
        texture.image = bpy.data.images.load(path)
        texture.interpolation = "Cubic"
        if data:
            texture.image.colorspace_settings.name = "Non-Color"
        return texture.outputs["Color"]

    def math(self, operation, a, b=0.0):
        """Combine two numbers."""
        node = self.tree.nodes.new("ShaderNodeMath")
        node.operation = operation
        self.put(node.inputs[0], a)
        self.put(node.inputs[1], b)
        return node.outputs[0]

    def sine(self, x, period):
        """A wave along x."""
        return self.math("SINE", self.math("MULTIPLY", x, 2 * np.pi / period))

    def add(self, a, b, weight=1.0):
        """Add b, weighted, to a."""
        return self.math("ADD", a, self.math("MULTIPLY", b, weight))

    def ramp(self, x, low, high, a=0.0, b=1.0):
        """Map low..high to a..b."""
        node = self.new("MapRange", Value=x, From_Min=low, From_Max=high, To_Min=a, To_Max=b)
        return node.outputs["Result"]

    def bump(self, height, distance, strength=1.0, normal=None):
        """Turn a height into a normal, on top of another one."""
        node = self.new("Bump", Height=height, Distance=distance, Strength=strength)
        if normal is not None:
            self.put(node.inputs["Normal"], normal)
        return node.outputs["Normal"]

    def coords(self, kind="Object"):
        """Return the point's coordinates, in metres, or as UV."""
        return self.tree.nodes.new("ShaderNodeTexCoord").outputs[kind]

    def noise(self, scale, detail=3.0, rough=0.5):
        """Smooth noise, `scale` per metre."""
        node = self.new(
            "TexNoise", Scale=scale, Detail=detail, Roughness=rough, Vector=self.coords()
        )
        return node.outputs["Fac"]

    def cells(self, scale):
        """Return the distance to the nearest of scattered points, `scale` per metre."""
        return self.new("TexVoronoi", Scale=scale, Vector=self.coords()).outputs["Distance"]


def skin(prefix, cfg):
    """Skin with subsurface scattering, wrinkles, pores and moister lips."""
    s = Nodes("skin")
    rough = cfg.get("rough", 0.46)
    mix = s.new("Mix")
    mix.data_type = "FLOAT"
    s.put(mix.inputs["Factor"], s.image(prefix + "_lip.png", data=True))
    s.put(mix.inputs["A"], s.ramp(s.noise(70, 5), 0.3, 0.7, rough - 0.06, rough + 0.1))
    s.put(mix.inputs["B"], cfg.get("liprough", 0.4))
    wrinkles = s.bump(s.image(prefix + "_bump.png", data=True), 0.0022)
    pores = s.bump(s.ramp(s.cells(520.0), 0.0, 0.32), 0.00022, 0.7, wrinkles)
    grain = s.math("ADD", s.math("MULTIPLY", s.cells(1150.0), 0.8), s.noise(480, 5, rough=0.65))
    s.set(
        Base_Color=s.image(prefix + "_col.png"),
        Roughness=mix.outputs["Result"],
        Subsurface_Weight=0.85,
        Subsurface_Scale=0.0019,
        Subsurface_Radius=(1, 0.36, 0.2),
        Specular_IOR_Level=cfg.get("spec", 0.36),
        Normal=s.bump(grain, 0.0005, 0.4, pores),
    )
    return s.material


def eye(prefix):
    """A painted eyeball under a clear, wet coat."""
    s = Nodes("eye")
    s.set(
        Base_Color=s.image(prefix + "_eye.png"),
        Roughness=0.3,
        Coat_Weight=1.0,
        Coat_Roughness=0.02,
        Coat_IOR=1.42,
        Subsurface_Weight=0.12,
        Subsurface_Scale=0.002,
    )
    return s.material


def _weave(s, kind, fine):
    """Return a fabric's height, and the distance and strength of its bump."""
    if kind == "rib":
        u = s.new("SeparateXYZ", Vector=s.coords("UV")).outputs[0]
        return s.add(s.sine(u, 0.055), fine, 0.7), 0.0009, 0.9
    x, _, z = s.new("SeparateXYZ", Vector=s.coords()).outputs
    if kind == "knit":
        stitch = s.math("ABSOLUTE", s.sine(x, 0.0084))
        row = s.math("MULTIPLY", z, 2 * np.pi / 0.0034)
        row = s.math("SINE", s.add(row, stitch, 2.6))
        return s.add(s.add(stitch, row, 0.38), fine, 0.6), 0.0008, 0.75
    if kind == "weave":
        twill = s.sine(s.math("ADD", x, z), 0.0022)
        return s.add(fine, twill, 0.4), 0.0005, 0.7
    return fine, 0.0004, 0.6


def cloth(name, colour, kind, *, seam=False):
    """Cloth: knit, rib, weave (twill) or cotton; `seam` draws the one at the sleeve's head."""
    s = Nodes(name)
    height, distance, strength = _weave(s, kind, s.noise(1500, 2))
    value = s.add(
        s.ramp(s.noise(14, 3), 0.3, 0.7, 0.22, 0.28), s.ramp(height, -1, 2, 0.82, 1.16), 0.75
    )
    normal = s.bump(s.noise(55, 4), 0.0012, 0.35)
    if seam:
        attribute = s.new("Attribute")
        attribute.attribute_name = "seam"
        groove = s.ramp(s.math("ABSOLUTE", attribute.outputs["Fac"]), 0.0, 0.035)
        normal = s.bump(groove, 0.0016, 0.9, normal)
    tint = s.new("HueSaturation", Color=(*paint.to_linear(colour), 1), Value=value)
    s.set(
        Base_Color=tint.outputs["Color"],
        Roughness=0.88,
        Specular_IOR_Level=0.22,
        Sheen_Weight=0.03 if kind == "cotton" else 0.12,
        Sheen_Roughness=0.5,
        Normal=s.bump(height, distance, strength, normal),
    )
    return s.material


def hair(name, *, colour=None, melanin=0.8, red=0.4, rough=0.38, radial=0.45, vary=0.4):
    """Hair by its melanin and redness, or grey and white hair by its colour."""
    s = Nodes(name)
    s.tree.nodes.remove(s.bsdf)
    strand = s.new(
        "BsdfHairPrincipled", Roughness=rough, Radial_Roughness=radial, Random_Roughness=0.25
    )
    if colour is None:
        strand.parametrization = "MELANIN"
        inputs = {"Melanin": melanin, "Melanin Redness": red, "Random Color": vary}
        for socket, x in inputs.items():
            strand.inputs[socket].default_value = x
    else:
        strand.parametrization = "COLOR"
        random = s.tree.nodes.new("ShaderNodeHairInfo").outputs["Random"]
        value = s.ramp(random, 0.0, 1.0, 1 - vary, 1 + vary)
        tint = s.new("HueSaturation", Color=(*paint.to_linear(colour), 1), Value=value)
        s.put(strand.inputs["Color"], tint.outputs["Color"])
    s.put(s.tree.nodes["Material Output"].inputs[0], strand.outputs[0])
    return s.material
