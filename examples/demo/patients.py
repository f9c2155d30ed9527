# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Fictitious people: names that say so, and INS of the national test domain with their key computed."""

import dataclasses

TEST_NIR = "1.2.250.1.213.1.4.10"
FEMALE_NAMES = ("ZOÉ", "ANNE-LAURE", "FRANÇOISE", "MAËLLE", "INÈS", "CLÉMENCE", "ÉLOÏSE", "MARIE-NOËLLE", "HÉLÈNE", "AÏCHA")
MALE_NAMES = ("RENÉ", "JEAN-BAPTISTE", "FRANÇOIS", "NOËL", "LOÏC", "STÉPHANE", "JÉRÔME", "ANDRÉ-PIERRE", "MATHÉO", "THÉOPHILE")
BIRTHPLACES = ("75056", "69123", "13055", "67482", "29019", "33063", "59350", "2A004", "2B033", "97411")
STREETS = ("1 rue de l'Exemple", "12 boulevard du Modèle", "3 bis place de l'Essai", "27 allée des Tests")
UNITS = ("", "UN", "DEUX", "TROIS", "QUATRE", "CINQ", "SIX", "SEPT", "HUIT", "NEUF", "DIX", "ONZE", "DOUZE", "TREIZE", "QUATORZE",
         "QUINZE", "SEIZE")
TENS = {20: "VINGT", 30: "TRENTE", 40: "QUARANTE", 50: "CINQUANTE", 60: "SOIXANTE", 80: "QUATRE-VINGT"}


def in_words(number):
    """French cardinal numbers from 1 to 99, as names."""
    if number < 17:
        return UNITS[number]
    if number < 20:
        return "DIX-" + UNITS[number - 10]
    ten = 80 if number >= 80 else min(number // 10 * 10, 60)
    rest = number - ten
    if rest == 0:
        return TENS[ten]
    return f"{TENS[ten]}-ET-{in_words(rest)}" if rest in (1, 11) and ten < 80 else f"{TENS[ten]}-{in_words(rest)}"


def nir_key(body):
    """97 − (number mod 97) over 13 characters; Corsica's 2A and 2B count as 19 and 18."""
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02}"


@dataclasses.dataclass(frozen=True)
class Patient:
    ipp: str
    birth_name: str
    given: str
    birth_date: str  # YYYYMMDD
    sex: str
    birthplace: str
    matricule: str
    all_given: str = ""
    used_name: str = ""
    address: str = STREETS[0]
    status: str = "VALI"  # PID-32
    opposed: bool = False
    dmp_state: str = ""  # what the stand-in is told of the record

    @property
    def shown(self):
        return f"{self.birth_name} {self.given}"


# Published test identities of the national test domain.
PUBLIC = (
    Patient("IPP0001", "PAT-TROIS", "DOMINIQUE", "19790328", "F", "51215", "279035121518989", "DOMINIQUE MARIE-LOUISE", "LEGRAND"),
    Patient("IPP0002", "NESSI", "RUTH", "19770714", "F", "63220", "277076322082910", "RUTH ISABELLE"),
    Patient("IPP0003", "CORSE", "ANTHONY", "19800327", "M", "2B020", "180032B02040123"),
)


def invent(number, birth_year=None, **values):
    """PAT-<number in words>, always the same person for the same number."""
    sex = "F" if number % 2 else "M"
    year = birth_year or 1936 + (number * 13) % 68
    month, day = 1 + number % 12, 1 + (number * 5) % 28
    birthplace = BIRTHPLACES[number % len(BIRTHPLACES)]
    body = f"{'2' if sex == 'F' else '1'}{year % 100:02}{month:02}{birthplace}{100 + number:03}"
    given = (FEMALE_NAMES if sex == "F" else MALE_NAMES)[number % 10]
    return Patient(**{"ipp": f"IPP{1000 + number}", "birth_name": f"PAT-{in_words(number)}", "given": given,
                      "birth_date": f"{year}{month:02}{day:02}", "sex": sex, "birthplace": birthplace, "matricule": body + nir_key(body),
                      "all_given": f"{given} CAMILLE", "address": STREETS[number % len(STREETS)], **values})
