"""Browser packages: fetched by npm into `var/npm`, and what is used of them copied into `static/vendor`."""

import json
import os
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

from tools.console import ROOT, VAR, Failure, run
from tools.node import npm_command

WORK = VAR / "npm"
MODULES = WORK / "node_modules"
MANIFEST = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
ICON_NAMES = ROOT / "static" / "icons.txt"
VENDOR = ROOT / "static" / "vendor"
SPRITE = VENDOR / "icons.svg"
AXE = VAR / "tests" / "axe.min.js"
NPM_OPTIONS = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
PATIENCE = ["--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=5000"]  # by default minutes pass offline
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OFFLINE = "npm could not fetch the browser packages: is its registry reachable from here?"
SVG = "http://www.w3.org/2000/svg"
DRAWING = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


def fetch() -> None:
    """Install exactly what the lock file names, checked against its hashes."""
    WORK.mkdir(parents=True, exist_ok=True)
    for source in (MANIFEST, LOCK):
        shutil.copy(source, WORK)
    run([*npm_command(), "ci", *NPM_OPTIONS, *PATIENCE, "--prefix", WORK], OFFLINE, _trust())


def _trust() -> dict[str, str]:
    """Node.js brings its own list of authorities; an office's proxy is often known to the system's only."""
    if "NODE_EXTRA_CA_CERTS" in os.environ or not SYSTEM_CERTIFICATES.exists():
        return {}
    return {"NODE_EXTRA_CA_CERTS": str(SYSTEM_CERTIFICATES)}


def publish() -> None:
    """Fill `static/vendor` anew, so that nothing older stays, and put axe where the tests look."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    version = json.loads(MANIFEST.read_text())["dependencies"]["htmx.org"]
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / f"htmx-{version}.min.js")
    for package in ("htmx.org", "lucide-static"):
        shutil.copy(MODULES / package / "LICENSE", VENDOR / f"{package}-LICENSE.txt")
    SPRITE.write_text(sprite(icon_names()))
    AXE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(MODULES / "axe-core" / "axe.min.js", AXE)


def icon_names() -> list[str]:
    """The names in `static/icons.txt`, one a line; `#` begins a comment."""
    if not ICON_NAMES.exists():
        return []
    lines = (line.partition("#")[0].strip() for line in ICON_NAMES.read_text().splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str]) -> str:
    """One SVG with a `<symbol id="icon-NAME">` per icon, for `<use href="…/icons.svg#icon-NAME">`."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    root.extend(_symbol(name) for name in names)
    ET.indent(root, "")
    return ET.tostring(root, encoding="unicode") + "\n"


def _symbol(name: str) -> ET.Element:
    source = MODULES / "lucide-static" / "icons" / f"{name}.svg"
    if not source.exists():
        raise Failure(f"static/icons.txt names “{name}”, which lucide-static does not have.")
    drawing = ET.fromstring(source.read_text())  # noqa: S314 - a package checked against its hash
    frame = {"id": f"icon-{name}", "viewBox": drawing.get("viewBox", "0 0 24 24")}
    symbol = ET.Element(f"{{{SVG}}}symbol", frame)
    look = {key: value for key in DRAWING if (value := drawing.get(key))}
    ET.SubElement(symbol, f"{{{SVG}}}g", look).extend(drawing)
    return symbol
