"""Paints the skin (colour and relief, 4096 x 4096) and the iris.

Places are given on the base mesh at rest (decimetres), so that every face is painted alike
whatever its shape. Colours are sRGB 0..255 where people write them and linear inside.
"""

import basemesh as mh
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.spatial import cKDTree

SIZE = 4096  # texels along the skin texture
NOISE_PERIOD = 64
LATTICE = np.random.default_rng(3).random((NOISE_PERIOD,) * 3).astype(np.float32)
LASH_HELPERS = [f"helper-{side}-eyelashes-{row}" for side in "lr" for row in "12"]


# ---- where each texel lies


def texel_places(work):
    """Return the place of each texel on the mesh at rest, and which texels are used; cached."""
    cached = work / "texels.npz"
    if cached.exists():
        stored = np.load(cached)
        return stored["places"], stored["used"]
    places = np.zeros((SIZE, SIZE, 3), np.float32)
    used = np.zeros((SIZE, SIZE), bool)
    for face, face_points, group in zip(mh.base_f, mh.base_ft, mh.base_g, strict=True):
        corners = mh.base_v[face]
        if group == "body" and corners[:, 1].max() >= 3.0:
            uv = mh.base_vt[face_points] * [SIZE, -SIZE] + [0, SIZE]
            for triangle in ([0, 1, 2], [0, 2, 3])[: len(face) - 2]:
                _fill(places, used, uv[triangle], corners[triangle])
    np.savez(cached, places=places, used=used)
    return places, used


def _fill(places, used, uv, corners):
    """Fill one triangle, and a rim of a few texels where no other triangle lies."""
    x0, y0 = np.maximum(np.floor(uv.min(0) - 2).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(uv.max(0) + 2).astype(int), SIZE - 1)
    x, y = np.meshgrid(np.arange(x0, x1 + 1) + 0.5, np.arange(y0, y1 + 1) + 0.5)
    (ax, ay), (bx, by), (cx, cy) = uv
    area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
    if abs(area) < 1e-9:
        return
    a = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / area
    b = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / area
    weights = np.stack([a, b, 1 - a - b], -1)
    window = (slice(y0, y1 + 1), slice(x0, x1 + 1))
    inside = (weights >= 0).all(-1)
    take = (weights >= -0.06).all(-1) & (inside | ~used[window])
    places[window][take] = (weights @ corners)[take]
    used[window][take] = True


# ---- noise and colour


def noise(p, frequency):
    """Smooth noise in 0..1 at points of shape (n, 3)."""
    q = (p * frequency) % NOISE_PERIOD
    return map_coordinates(LATTICE, list(q.T), order=1, mode="grid-wrap")


def fbm(p, frequency, octaves=4):
    """Sum octaves of noise; about -1..1."""
    total, amplitude = 0.0, 0.5
    for k in range(octaves):
        total = total + amplitude * (noise(p + 7.3 * k, frequency) - 0.5)
        frequency *= 2.03
        amplitude *= 0.55
    return total * 2


def to_linear(colour):
    """Turn sRGB 0..255 into linear light 0..1."""
    c = np.asarray(colour, float) / 255
    return np.where(c < 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def to_srgb(light):
    """Turn linear light into sRGB 0..1."""
    c = np.clip(light, 0, 1)
    return np.where(c < 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)


def mask(name):
    """Read one of the mesh's painted masks (lips, ears, eyelids, inside-mouth) as 0..1."""
    image = Image.open(mh.DATA / f"mpfb2/textures/mpfb_{name}.jpg")
    return np.asarray(image.resize((SIZE, SIZE), Image.BICUBIC), np.float32) / 255


def _blob(p, centre, extent):
    """A soft blob: 1 in the centre, falling off with the given extents (dm)."""
    return np.exp(-(((p - np.array(centre)) / np.array(extent)) ** 2).sum(1))


def _blend(colour, other, share):
    return colour * (1 - share[:, None]) + to_linear(other) * share[:, None]


# ---- skin


class Skin:
    """The skin of one presenter, one colour per used texel."""

    def __init__(self, work, cfg):
        self.cfg = cfg
        self.look = cfg.get("skin", {})
        places, self.used = texel_places(work)
        self.at = np.where(self.used)
        self.p = places[self.at].astype(np.float64)
        self.half = self.p.copy()
        self.half[:, 0] = abs(self.half[:, 0])  # features are given for one side of the face
        self.lips = mask("lips")[self.at]
        self.colour = np.tile(to_linear(cfg["tone"]), (len(self.p), 1))

    def bake(self, prefix, hairline):
        """Write PREFIX_col.png, PREFIX_lip.png and PREFIX_bump.png."""
        self._redness()
        self._mottling()
        self._eyes()
        self._nostrils_freckles_blush()
        self._beard_shadow()
        self._mouth()
        self._eyeliner()
        self._scalp(hairline)
        self.colour *= 1 + fbm(self.p, 95, 2)[:, None] * np.array([0.035, 0.06, 0.065])
        self._write(prefix)

    def _redness(self):
        """Cheeks, nose, chin, ears and inner lids are redder; the forehead is yellower."""
        red = (
            0.55 * _blob(self.half, (0.52, 6.95, 1.2), (0.3, 0.26, 0.5))
            + 0.55 * _blob(self.half, (0, 6.92, 1.65), (0.2, 0.17, 0.25))
            + 0.35 * _blob(self.half, (0, 6.33, 1.45), (0.25, 0.14, 0.3))
            + 0.5 * mask("ears")[self.at]
            + 0.25 * _blob(self.half, (0.3, 7.28, 1.4), (0.28, 0.2, 0.35))
            + 0.15
        )
        red *= 1 + 0.5 * fbm(self.p, 3, 3)
        shift = np.array(self.look.get("red", (0.25, -0.10, -0.08)))
        self.colour *= np.clip(1 + red[:, None] * shift, 0.2, 2)
        forehead = _blob(self.half, (0, 7.8, 1.3), (0.5, 0.3, 0.5))[:, None]
        self.colour *= 1 + 0.06 * forehead * np.array([1, 0.9, 0.6])

    def _mottling(self):
        broad, fine = fbm(self.p, 5, 4)[:, None], fbm(self.p, 28, 3)[:, None]
        self.colour *= (
            1 + broad * np.array([0.05, 0.10, 0.12]) + fine * np.array([0.05, 0.07, 0.08])
        )

    def _eyes(self):
        """Rings under the eyes, darker lids, eye shadow."""
        under = _blob(self.half, (0.30, 7.13, 1.38), (0.17, 0.07, 0.3))[:, None]
        age = self.look.get("age", 0)
        self.colour *= 1 - under * np.array([0.12, 0.17, 0.13]) * (0.6 + age)
        self.colour *= 1 - mask("eyelids")[self.at][:, None] * np.array([0.07, 0.13, 0.12])
        if "shadow" in self.look:
            shade, strength = self.look["shadow"]
            where = _blob(self.half, (0.33, 7.38, 1.35), (0.2, 0.075, 0.3))
            self.colour = _blend(self.colour, shade, where * strength)

    def _nostrils_freckles_blush(self):
        nostrils = _blob(self.half, (0.11, 6.83, 1.55), (0.06, 0.05, 0.08))
        self.colour *= 1 - nostrils[:, None] * 0.35
        if freckle := self.look.get("freckle", 0):
            spots = np.clip((noise(self.p, 60) * noise(self.p + 3, 31) - 0.52) * 9, 0, 1)
            spots *= _blob(self.half, (0.3, 7.0, 1.4), (0.45, 0.35, 0.5)) * freckle
            self.colour *= 1 - spots[:, None] * np.array([0.25, 0.38, 0.45])
        if blush := self.look.get("blush", 0):
            cheek = _blob(self.half, (0.56, 6.98, 1.15), (0.24, 0.2, 0.4))[:, None]
            self.colour *= 1 + blush * cheek * np.array([0.05, -0.22, -0.16])

    def _beard_shadow(self):
        if beard := self.look.get("beard", 0):
            where = beard_mask(self.p) * (1 - np.clip(self.lips * 1.3, 0, 1))
            dots = np.clip(0.55 + 1.4 * fbm(self.p, 55, 2) + 0.4 * fbm(self.p, 12, 2), 0.1, 1)
            shade = self.look.get("beardcol", (60, 50, 45))
            self.colour = _blend(self.colour, shade, where * dots * beard)

    def _mouth(self):
        grain = 1 + 0.22 * fbm(self.p * np.array([1, 0.25, 0.25]), 45, 3)
        share = np.clip(self.lips, 0, 1)[:, None]
        self.colour *= 1 - share
        self.colour += to_linear(self.cfg["lip"]) * grain[:, None] * share
        inside = np.clip(mask("inside-mouth")[self.at] * 1.2, 0, 1)
        self.colour = _blend(self.colour, (158, 66, 62), inside)

    def _eyeliner(self):
        if not (liner := self.look.get("liner", 0)):
            return
        lashes = np.concatenate([mh.base_v[mh.group_vertices(name)] for name in LASH_HELPERS])
        x, y, z = self.half.T
        near = np.where((x < 0.6) & (y > 7.1) & (y < 7.5) & (z > 1.1))[0]
        distance, _ = cKDTree(self.p[near][::7]).query(lashes)
        roots = lashes[distance < 0.012]
        distance, _ = cKDTree(roots).query(self.p[near])
        upper = np.where(self.p[near][:, 1] > 7.28, 1, 0.55)
        share = np.exp(-((distance / 0.028) ** 2)) * liner * upper
        self.colour[near] = _blend(self.colour[near], (45, 28, 24), share)

    def _scalp(self, hairline):
        if "scalp" in self.cfg:
            shade, strength = self.cfg["scalp"]
            self.colour = _blend(self.colour, shade, np.clip(hairline(self.p), 0, 1) * strength)

    def _write(self, prefix):
        relief = np.full((SIZE, SIZE), 0.5, np.float32)
        height = skin_relief(self.p, self.half, self.look.get("wrinkle", 0.0))
        relief[self.at] = np.clip(0.5 + height, 0, 1)
        _save(gaussian_filter(relief, 1.2), f"{prefix}_bump.png")
        image = np.empty((SIZE, SIZE, 3), np.float32)
        image[...] = to_srgb(to_linear(self.cfg["tone"]))
        image[self.at] = to_srgb(self.colour)
        _save(image, f"{prefix}_col.png")
        lips = np.zeros((SIZE, SIZE), np.float32)
        lips[self.at] = np.clip(self.lips, 0, 1)
        _save(lips[::2, ::2], f"{prefix}_lip.png")


def _save(image, path):
    Image.fromarray((image * 255 + 0.5).astype(np.uint8)).save(path, compress_level=1)


def beard_mask(p):
    """How densely a beard grows at points of the mesh at rest, 0..1."""
    x, y, z = abs(p[:, 0]), p[:, 1], p[:, 2]
    upper = 1 / (1 + np.exp((y - (6.62 + 0.42 * np.clip((x - 0.25) / 0.5, 0, 1) ** 1.2)) / 0.05))
    lower = 1 / (1 + np.exp(-(y - 6.02 - 0.5 * np.clip(0.95 - z, 0, 1)) / 0.045))
    jaw = upper * lower / (1 + np.exp(-(z - 0.55) / 0.08))
    moustache = _blob(np.stack([x, y, z], 1), (0, 6.72, 1.55), (0.30, 0.075, 0.3))
    return np.clip(np.maximum(jaw * 0.9, moustache), 0, 1)


def _crease(x, width):
    return -np.exp(-((x / width) ** 2))


def skin_relief(p, half, wrinkle):
    """Height of the skin's grain, of the lips' furrows and of wrinkles, in texture units."""
    height = 0.030 * fbm(p, 16, 3) + 0.022 * fbm(p, 40, 3)
    lips = _blob(half, (0, 6.52, 1.6), (0.32, 0.12, 0.3))
    height += 0.05 * fbm(p * np.array([1, 0.15, 0.15]), 38, 2) * lips
    if wrinkle:
        drift = 0.035 * fbm(p, 2.2, 3)
        height += wrinkle * (_forehead_lines(p, half, drift) + _eye_lines(p, half, drift))
        height += 0.05 * wrinkle * fbm(p * np.array([1, 1.6, 1]), 26, 3)
    return height


def _forehead_lines(p, half, drift):
    x, y = half[:, 0], p[:, 1]
    area = np.exp(-(((y - 7.79) / 0.19) ** 2) - (x / 0.42) ** 4) * (p[:, 2] > 0.9)
    height = np.zeros(len(p))
    for k, level in enumerate((7.66, 7.745, 7.835, 7.92)):
        line = _crease(y - level - drift - 0.03 * np.cos(3 * p[:, 0] + k), 0.013)
        height += 0.16 * area * line * (0.55 + 0.5 * noise(p + k, 2.5))
    return height


def _eye_lines(p, half, drift):
    """Crow's feet, the fold under the eye and the frown line beside the nose's root."""
    x, y = half[:, 0], p[:, 1]
    dx, dy = x - 0.52, y - 7.27
    angle = np.arctan2(dy, dx)
    fan = np.exp(-(((np.hypot(dx, dy) - 0.14) / 0.075) ** 2) - (angle / 0.9) ** 4) * (p[:, 2] > 0.6)
    height = 0.13 * fan * _crease(np.sin(angle * 5.5 + drift * 12 + 0.4), 0.32)
    fold = y - (7.115 - 0.10 * np.exp(-(((x - 0.27) / 0.14) ** 2))) - drift * 0.4
    under = np.exp(-(((x - 0.30) / 0.15) ** 2)) * (p[:, 2] > 1.0)
    height += 0.10 * under * _crease(fold, 0.014)
    frown = np.exp(-(((x - 0.07) / 0.05) ** 2) - ((y - 7.53) / 0.09) ** 2) * (p[:, 2] > 1.2)
    return height + 0.08 * frown * _crease(x - 0.065 - drift * 0.3, 0.014)


# ---- eye

EYE_SIZE = 1024
IRIS_RADIUS, PUPIL_RADIUS = 0.455, 0.165  # of the eyeball


def _noise_image(x, y, seed, octaves, frequency=3):
    p = np.stack([x, y, np.full_like(x, seed)], -1)
    return fbm(p.reshape(-1, 3), frequency, octaves).reshape(x.shape)


def paint_eye(path, iris, seed):
    """Write the eyeball's texture, seen along its axis."""
    y, x = np.mgrid[0:EYE_SIZE, 0:EYE_SIZE]
    x = (x + 0.5) / EYE_SIZE * 2 - 1
    y = (y + 0.5) / EYE_SIZE * 2 - 1
    r, angle = np.hypot(x, y), np.arctan2(y, x)
    white = _sclera(x, y, r, angle, seed)
    colour = _iris(y, r, angle, to_linear(iris), seed)
    pupil = 1 / (1 + np.exp((r - PUPIL_RADIUS) / 0.006))[..., None]
    colour = colour * (1 - pupil) + 0.002 * pupil
    edge = 1 / (1 + np.exp((r - IRIS_RADIUS) / 0.016))[..., None]
    image = to_srgb(white * (1 - edge) + colour * edge)
    Image.fromarray((image * 255).astype(np.uint8)).save(path)


def _sclera(x, y, r, angle, seed):
    """White, pink and veined towards the corners, shaded by the upper lid."""
    white = np.tile(to_linear((222, 214, 209)), (*r.shape, 1))
    clouds = _noise_image(x * 4 + 9, y * 4 + 9, seed, 4, 2)
    corner = np.clip((r - 0.45) / 0.5, 0, 1)[..., None]
    white *= 1 - corner * np.array([0.10, 0.28, 0.30]) * (0.7 + 0.6 * clouds[..., None])
    vein = np.abs(_noise_image(angle * 3 + 20, r * 1.2 + 5, seed, 4, 4))
    vein = np.exp(-((vein / 0.012) ** 2)) * np.clip((r - 0.5) / 0.4, 0, 1) * 0.35
    white *= 1 - vein[..., None] * np.array([0.1, 0.5, 0.5])
    return white * (1 - 0.38 * np.clip((-y - 0.12) / 0.45, 0, 1) ** 1.3)[..., None]


def _iris(y, r, angle, colour, seed):
    """Fibres, a lighter ring round the pupil, a dark rim, light gathered in the lower half."""
    fibres = _noise_image(angle * 9 + 40, r * 2.2, seed, 4)[..., None]
    fine = _noise_image(angle * 22 + 40, r * 1.2, seed + 5, 3)[..., None]
    t = np.clip((r - PUPIL_RADIUS) / (IRIS_RADIUS - PUPIL_RADIUS), 0, 1)[..., None]
    out = colour * (0.85 + 0.8 * fibres + 0.5 * fine) * (1.1 - 0.5 * t)
    ring = np.exp(-(((t - 0.18) / 0.16) ** 2))
    out = out * (1 - 0.35 * ring) + ring * 0.35 * colour * np.array([1.8, 1.3, 0.8]) * (1 + fibres)
    out *= 1 + 0.45 * np.clip(y / IRIS_RADIUS, -1, 1)[..., None]
    out *= 1 - 0.85 * np.clip((t - 0.72) / 0.28, 0, 1) ** 1.6
    out = np.clip(out, 0.002, 1)
    return out * (1 - 0.45 * np.clip((-y - 0.1) / 0.4, 0, 1))[..., None]
