"""What the engine asks of the geometry library: exact tests of places, as functions of its SQL."""

import duckdb
from duckdb.func import SPECIAL

from plateforme.domains.datasets.tabular.place_shapes import FUNCTIONS


def register(database: duckdb.DuckDBPyConnection) -> None:
    """Make the functions known to every cursor of an instance."""
    database.create_function("place_holds", FUNCTIONS["place_holds"], ["DOUBLE", "DOUBLE", "VARCHAR"], "BOOLEAN")
    for name, gives in (("place_meets", "BOOLEAN"), ("place_reaches", "BOOLEAN"), ("place_distance", "DOUBLE")):
        # called for missing texts too, because a text that is no geometry gives null as well
        database.create_function(name, FUNCTIONS[name], ["VARCHAR", "VARCHAR"], gives, null_handling=SPECIAL)
