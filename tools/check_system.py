"""Check for the system libraries and programs that no Python package brings.

MediaPipe and OpenCV load the libraries; the browser journey among the tests drives Chromium.
What is missing is installed when this runs as root on Debian or Ubuntu; elsewhere the one line
that installs it is printed and the exit status is 1. What only the journey needs may be
missing, except in continuous integration (``CI=true``).
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
from typing import Final

LIBRARIES: Final = {  # file the loader looks for: Debian's name of the package
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
BROWSER: Final = "chromium"
BROWSER_LIBRARIES: Final = {"libatomic.so.1": "libatomic1"}  # Playwright's driver loads it
OTHER_SYSTEMS: Final = {  # package manager: the line that installs all the libraries
    "dnf": "sudo dnf install libglvnd-glx libglvnd-egl libglvnd-gles glib2",
    "pacman": "sudo pacman -S libglvnd glib2",
    "zypper": "sudo zypper install libGL1 libEGL1 libGLESv2-2 libgthread-2_0-0",
}


def loads(library: str) -> bool:
    """Whether the dynamic loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(*, browser: bool) -> list[str]:
    """Debian's names of what is missing."""
    libraries = LIBRARIES | BROWSER_LIBRARIES if browser else LIBRARIES
    packages = [package for library, package in libraries.items() if not loads(library)]
    if browser and not shutil.which(BROWSER):
        packages.append(BROWSER)
    return packages


def install(packages: list[str]) -> None:
    """Install Debian packages.

    Raises:
        subprocess.CalledProcessError: apt-get failed; it has said why.
    """
    print(f"Installing system packages: {', '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt_get = shutil.which("apt-get") or "apt-get"
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            [apt_get, "-qq", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL
        )


def advice(packages: list[str]) -> str:
    """The line that installs what is missing on this system."""
    for manager, line in OTHER_SYSTEMS.items():
        if shutil.which(manager) and not shutil.which("apt-get"):
            return line
    return f"sudo apt-get install {' '.join(packages)}"


def main() -> int:
    """Check, install where possible, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--browser", action="store_true", help="check for Chromium as well")
    browser = parser.parse_args().browser
    if sys.platform != "linux":  # macOS has the libraries
        return 0
    packages = missing_packages(browser=browser)
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing_packages(browser=browser)
    if not packages:
        return 0
    print(f"Missing: {', '.join(packages)}. Install with:\n    {advice(packages)}", file=sys.stderr)
    optional = {BROWSER, *BROWSER_LIBRARIES.values()}
    return int(not optional.issuperset(packages) or os.environ.get("CI") == "true")


if __name__ == "__main__":
    sys.exit(main())
