"""Renew the copies of other people's scripts and of our font: `make vendor`.

Fetches the packages pinned in pins.toml through the npm client (the only step that needs Node), refuses one whose digest
differs, and puts the few files we serve in place, each beside its version and licence. `--fonts` only slices the font anew
(the interface's own characters follow the translations), from what an earlier run fetched.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STORE = ROOT / "var" / "vendor"


def main(arguments: list[str]) -> int:
    """Renew all, or only the font; return the exit status."""
    pins: dict[str, dict[str, Any]] = tomllib.loads((HERE / "pins.toml").read_text())
    for name, pin in pins.items():
        package = fetched(name, pin)
        if pin["files"] and "--fonts" not in arguments:
            keep(name, pin, package)
    sys.path.insert(0, str(HERE))
    import fonts

    fonts.slice_all(STORE)
    return 0


def fetched(name: str, pin: dict[str, Any]) -> Path:
    """Return the folder of a pinned package, fetched when it is not there yet."""
    folder = STORE / f"{name}-{pin['version']}"
    if folder.is_dir():
        return folder
    STORE.mkdir(parents=True, exist_ok=True)
    if shutil.which("npm") is None:
        raise SystemExit("make vendor fetches packages with npm, which is not installed. Nothing else here needs it.")
    sys.stdout.write(f"Fetching {pin['package']} {pin['version']}\n")
    sys.stdout.flush()
    packing = [shutil.which("npm") or "npm", "pack", "--silent", f"{pin['package']}@{pin['version']}"]
    archive = STORE / subprocess.run(packing, cwd=STORE, check=True, capture_output=True, text=True).stdout.split()[-1]  # noqa: S603
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != pin["integrity"]:
        archive.unlink()
        raise SystemExit(f"{pin['package']} {pin['version']} has another digest than pins.toml says: {digest}")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    archive.unlink()
    return folder


def keep(name: str, pin: dict[str, Any], package: Path) -> None:
    """Put the files we serve in place, with a line that says what they are."""
    into = ROOT / pin.get("into", f"static/vendor/{name}")
    shutil.rmtree(into, ignore_errors=True)
    root = next(folder for folder in package.iterdir() if folder.is_dir())
    for file in pin["files"]:
        inside = Path(file)
        target = into / ("images" if inside.parent.name == "images" else "") / inside.name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (root / inside).read_bytes()
        if inside.suffix == ".js":  # the map stays behind, so nothing may ask for it
            text = (
                b"\n".join(line for line in text.splitlines() if not line.startswith(b"//# sourceMappingURL")) + b"\n"
            )
        target.write_bytes(text)
    if where := pin.get("licence_in"):
        words = (root / where).read_text()
        start = words.index("LICENSE") if "LICENSE" in words else 0
        (into / "LICENSE").write_text(words[words.rindex("\n", 0, start) + 1 :].strip() + "\n")
    (into / "VERSION").write_text(f"{pin['package']} {pin['version']}, {pin['licence']}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
