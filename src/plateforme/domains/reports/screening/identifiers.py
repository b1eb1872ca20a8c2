"""Numbers that belong to one person and prove it by a key: the French social security number, the bank account."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NIR = re.compile(r"[1-8]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{8}")
"""Sex, year, month (20 and above where it is unknown), department, commune, order, key."""

KEY = 97
"""Both keys are remainders by 97."""

_LENGTHS: Final[Mapping[int, str]] = MappingProxyType(
    {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }
)
IBAN_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {country: length for length, countries in _LENGTHS.items() for country in countries.split()}
)
"""How long an account number is, by country (ISO 13616 registry)."""


def is_nir(text: str) -> bool:
    """Whether this is a social security number: fifteen characters whose key agrees, blanks, dots, hyphens aside."""
    bare = re.sub(r"[\s.\-/]", "", text).upper()
    if not NIR.fullmatch(bare):
        return False
    number = bare[:13].replace("2A", "19").replace("2B", "18") if bare[5:7] in {"2A", "2B"} else bare[:13]
    return int(bare[13:]) == KEY - int(number) % KEY


def is_iban(text: str) -> bool:
    """Whether this is an account number: the length of its country, and a key that agrees (ISO 7064, 97-10)."""
    bare = re.sub(r"[\s.\-]", "", text).upper()
    if len(bare) != IBAN_LENGTHS.get(bare[:2]) or not bare.isascii() or not bare.isalnum():
        return False
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % KEY == 1
