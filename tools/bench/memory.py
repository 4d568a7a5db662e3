"""How much memory a process took."""

import resource
from pathlib import Path


def peak_gb() -> float:
    """Peak resident size of this program in gigabytes; ``ru_maxrss`` would count its parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) * 1024 / 1e9, 3)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 3)
