"""Land as drawings: the estate's plan, a lot's survey sheet, a lot's shape, as SVG that our styles colour.

No database and no request in here: geometries come in as WGS 84 longitude and latitude, drawings go out as markup.
A `Backdrop` is what a plan costs; keep it per estate edition, view and language. Lots are drawn over it each time.
"""

from web.drawing.ground import Ground
from web.drawing.lots import PlanLot, shape
from web.drawing.plan import CLOSE, WIDE, Backdrop, backdrop, plan
from web.drawing.region import Mark, region
from web.drawing.scene import Feature
from web.drawing.sheet import Edge, edges, sheet

__all__ = [
    "CLOSE",
    "WIDE",
    "Backdrop",
    "Edge",
    "Feature",
    "Ground",
    "Mark",
    "PlanLot",
    "backdrop",
    "edges",
    "plan",
    "region",
    "shape",
    "sheet",
]
