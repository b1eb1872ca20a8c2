"""What the values of a column are."""

from enum import StrEnum


class ColumnType(StrEnum):
    """What the cells of a column are."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
