"""The child that decodes a picture: limits itself, reads it from its input, prints what it is and its sizes made anew.

What comes out holds pixels only: no place, no camera, no name, whatever came in.
"""

from __future__ import annotations

import io
import json
import sys
import warnings

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from media.limits import MOST_PIXELS, TYPES, Limits, widths_for
from web.confine import confine

FORMATS = (JpegImagePlugin.JpegImageFile.format, PngImagePlugin.PngImageFile.format, WebPImagePlugin.WebPImageFile.format)
SRGB = ImageCms.createProfile("sRGB")
HOW: dict[str, dict[str, int]] = {"avif": {"quality": 62, "speed": 8}, "webp": {"quality": 80, "method": 4}}


def main() -> None:
    """Print a line of JSON (width, height, sizes), then the bytes of the sizes one after another."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # threads would count against the memory
    confine(Limits())
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    picture = pixels_of(sys.stdin.buffer.read())
    made = list(sizes_of(picture))
    told = [{name: value for name, value in one.items() if name != "contents"} for one in made]
    head = {"width": picture.width, "height": picture.height, "sizes": told}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    for one in made:
        contents = one["contents"]
        assert isinstance(contents, bytes)
        sys.stdout.buffer.write(contents)
    sys.stdout.buffer.flush()


def pixels_of(contents: bytes) -> Image.Image:
    """Return a picture upright, in sRGB, without anything that was said beside its pixels."""
    with Image.open(io.BytesIO(contents), formats=FORMATS) as opened:
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
    seen = "RGBA" if upright.has_transparency_data else "RGB"
    plain = _in_srgb(upright, profile) if profile else upright
    plain = plain.convert(seen)
    clean = Image.new(seen, plain.size)  # a new picture has no place to hide anything in
    clean.paste(plain)
    return clean


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the colours as they were meant; a profile that cannot be read is left out."""
    if picture.mode not in {"RGB", "CMYK"}:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, own, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def sizes_of(picture: Image.Image) -> list[dict[str, object]]:
    """Return the picture in every width and type."""
    made: list[dict[str, object]] = []
    for width in widths_for(picture.width):
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
        for ending, media_type in TYPES.items():
            out = io.BytesIO()
            smaller.save(out, ending, **HOW[ending], exif=b"", xmp=b"", icc_profile=None)
            contents = out.getvalue()
            made.append({
                "name": f"{width}.{ending}", "type": media_type, "width": width, "height": height,
                "size": len(contents), "contents": contents,
            })  # fmt: skip
    return made


if __name__ == "__main__":
    main()
