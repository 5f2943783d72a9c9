"""A picture as a page shows it: in the sizes we made, with its measures, and in the reader's words what is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from models.media import Media, MediaKind, MediaState, alt_in

SHOWN_FIRST = 960
"""The width that a browser takes which knows no `srcset`."""

Address = Callable[[str], str]
"""Makes the address of a size from its name."""


@dataclass(frozen=True)
class Picture:
    """A picture on a page. While its sizes are being made, it has no sources."""

    sources: tuple[tuple[str, str], ...]  # media type, srcset; the best first
    src: str
    largest: str
    width: int
    height: int
    alt: str
    alt_language: str

    @property
    def is_ready(self) -> bool:
        """Tell whether its sizes are there."""
        return bool(self.src)


def picture_of(media: Media, language: str, address: Address | None = None, words: str = "") -> Picture | None:
    """Return a picture for readers of `language`; None when it cannot be shown, or nothing says what is to be seen.

    `address` makes addresses for pictures that not everybody may open; `words` in the reader's language say better what
    is to be seen where it stands.
    """
    if media.kind is not MediaKind.PICTURE or media.state is MediaState.FAILED or not media.width or not media.height:
        return None
    alt, alt_language = (words, language) if words else alt_in(media.alt, language)
    if not alt:
        return None
    of = address or public_address(media)
    sizes = sorted(media.sizes, key=lambda size: size["width"])
    types = dict.fromkeys(size["type"] for size in sizes)
    sources = tuple(
        (kind, ", ".join(f"{of(size['name'])} {size['width']}w" for size in sizes if size["type"] == kind)) for kind in types
    )
    plain = [size for size in sizes if size["type"] == "image/webp"]
    first = next((size for size in plain if size["width"] >= SHOWN_FIRST), plain[-1] if plain else None)
    return Picture(
        sources,
        of(first["name"]) if first else "",
        of(plain[-1]["name"]) if plain else "",
        media.width,
        media.height,
        alt,
        alt_language,
    )


def public_address(media: Media) -> Address:
    """Return what makes the addresses of a public picture."""
    return lambda name: url_for("media.picture", key=media.key, name=name)
