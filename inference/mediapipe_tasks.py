"""MediaPipe's tasks, without what its drawing functions load.

Importing the tasks imports matplotlib for functions that plot landmarks. We never call them, and it
takes half a second of every start, so an empty module stands in its place meanwhile.
"""

import sys
from types import ModuleType
from typing import Final

PLOTTING: Final = ("matplotlib", "matplotlib.pyplot")

_placed = [name for name in PLOTTING if name not in sys.modules]
sys.modules.update({name: ModuleType(name) for name in _placed})
try:
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions, vision
finally:
    for name in _placed:
        del sys.modules[name]

__all__ = ["BaseOptions", "Image", "ImageFormat", "vision"]
