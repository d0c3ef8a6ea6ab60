"""What a country code is called, the same in figures and in the brief."""

from functools import cache

import pycountry

# Where the short name in ISO 3166-1 is not the one that news uses, or the code is no country.
NAMES = {
    "BN": "Brunei",
    "CD": "DR Congo",
    "CG": "Congo",
    "CI": "Ivory Coast",
    "EU": "the European Union",
    "FK": "the Falkland Islands",
    "FRONTEX": "Frontex",
    "PS": "Palestine",
    "RU": "Russia",
    "TR": "Turkey",
    "UN": "the United Nations",
    "VA": "the Vatican",
    "XK": "Kosovo",
}
WITH_ARTICLE = frozenset({"AE", "BS", "CF", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"})


@cache
def say_country(code: str) -> str:
    """The country's short name as it stands within a sentence ("the United Kingdom"); a body's as it is."""
    if code in NAMES:
        return NAMES[code]
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    name = getattr(country, "common_name", None) or country.name
    name = name.split(",")[0].split(" (")[0]
    return f"the {name}" if code in WITH_ARTICLE else name


def bare_name(code: str) -> str:
    """The name without its article, as a label has it."""
    return say_country(code).removeprefix("the ")
