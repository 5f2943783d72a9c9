"""The facts of a lot and of an estate: a file per group, in the order in which they are shown."""

from __future__ import annotations

from models.land.facts.electricity import ConnectionOfLot, FaultLevelOfLot, SubstationOfEstate, TariffOfBoth
from models.land.facts.gas import GasPipesOfBoth, GasPressureOfLot, GasSupplyOfBoth
from models.land.facts.ground import DatumOfBoth, LevelOfLot, SoilOfLot
from models.land.facts.hazards import DrainageOfEstate, FloodOfBoth, FreeboardOfLot, HazardsOfBoth
from models.land.facts.land import HandoverOfLot, LandOfLot
from models.land.facts.monitoring import MeteringOfEstate, MonitoringOfBoth
from models.land.facts.nature import BufferOfBoth, GreenCoverOfBoth, PlantingOfEstate
from models.land.facts.price import PriceOfLot, ServiceChargeOfBoth
from models.land.facts.renewables_carbon import CarbonOfEstate, RenewablesOfBoth, RooftopOfLot, SolarOfBoth
from models.land.facts.rights import RightsOfLot
from models.land.facts.rules import BuildingRulesOfLot, SectorsOfBoth
from models.land.facts.steam_heat import SteamHeatOfBoth
from models.land.facts.telecom import TelecomOfBoth
from models.land.facts.transport import (
    ChargingOfBoth,
    CorridorOfLot,
    DistancesOfBoth,
    HeavyLoadsOfBoth,
    PortOfEstate,
    RoadsOfLot,
)
from models.land.facts.waste_circularity import ExchangeOfBoth, HazardousStoreOfBoth, RecyclingOfEstate
from models.land.facts.wastewater import InletOfBoth, OutletOfEstate, PlantOfEstate, QuotaOfLot
from models.land.facts.water import DrySeasonOfEstate, WaterOfBoth


class LotFacts(
    LandOfLot,
    HandoverOfLot,
    RightsOfLot,
    PriceOfLot,
    ServiceChargeOfBoth,
    LevelOfLot,
    DatumOfBoth,
    SoilOfLot,
    FloodOfBoth,
    FreeboardOfLot,
    HazardsOfBoth,
    ConnectionOfLot,
    FaultLevelOfLot,
    TariffOfBoth,
    GasSupplyOfBoth,
    GasPressureOfLot,
    GasPipesOfBoth,
    WaterOfBoth,
    QuotaOfLot,
    InletOfBoth,
    SteamHeatOfBoth,
    RenewablesOfBoth,
    RooftopOfLot,
    SolarOfBoth,
    ExchangeOfBoth,
    HazardousStoreOfBoth,
    GreenCoverOfBoth,
    BufferOfBoth,
    DistancesOfBoth,
    RoadsOfLot,
    HeavyLoadsOfBoth,
    CorridorOfLot,
    ChargingOfBoth,
    TelecomOfBoth,
    SectorsOfBoth,
    BuildingRulesOfLot,
    MonitoringOfBoth,
):
    """All facts of a lot."""


class EstateFacts(
    ServiceChargeOfBoth,
    DatumOfBoth,
    FloodOfBoth,
    HazardsOfBoth,
    DrainageOfEstate,
    SubstationOfEstate,
    TariffOfBoth,
    GasSupplyOfBoth,
    GasPipesOfBoth,
    WaterOfBoth,
    DrySeasonOfEstate,
    PlantOfEstate,
    InletOfBoth,
    OutletOfEstate,
    SteamHeatOfBoth,
    RenewablesOfBoth,
    SolarOfBoth,
    CarbonOfEstate,
    ExchangeOfBoth,
    RecyclingOfEstate,
    HazardousStoreOfBoth,
    GreenCoverOfBoth,
    PlantingOfEstate,
    BufferOfBoth,
    DistancesOfBoth,
    PortOfEstate,
    HeavyLoadsOfBoth,
    ChargingOfBoth,
    TelecomOfBoth,
    SectorsOfBoth,
    MonitoringOfBoth,
    MeteringOfEstate,
):
    """All facts of an estate."""
