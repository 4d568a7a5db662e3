"""Places of a face whose colour tells whether something lies in front of the mouth.

Landmark numbers are those of MediaPipe's face mesh.
"""

from typing import Final

# Each spot lies halfway between the landmarks of a pair.
LIP_SPOTS: Final = (
    *((185, 191), (40, 80), (39, 81), (37, 82), (0, 13), (267, 312), (269, 311), (270, 310)),
    (409, 415),
    *((146, 95), (91, 88), (181, 178), (84, 87), (17, 14), (314, 317), (405, 402), (321, 318)),
    (375, 324),
)
_AROUND: Final = (
    *(164, 167, 393, 165, 391, 92, 322, 206, 426, 216, 436, 212, 432, 214, 434, 202, 422, 204),
    *(424, 194, 418, 201, 421, 200, 199, 175, 152, 148, 377, 176, 400, 149, 378, 150, 379, 210),
    *(430, 211, 431, 187, 411, 207, 427, 205, 425),
)
SKIN_SPOTS: Final = tuple((spot, spot) for spot in _AROUND)  # chin, jaw, cheeks, under the nose
SPOTS: Final = LIP_SPOTS + SKIN_SPOTS
# Forehead, nose and the cheeks under the eyes tell the light.
LIGHT_SPOTS: Final = tuple(
    (spot, spot)
    for spot in (50, 280, 101, 330, 36, 266, 4, 5, 195, 197, 151, 9, 108, 337, 107, 336)
)
HIGH_SPOTS: Final = tuple(  # of them, above a face mask
    (spot, spot) for spot in (151, 9, 108, 337, 107, 336, 69, 299, 117, 346, 118, 347)
)
