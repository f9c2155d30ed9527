# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What INSi takes in names and dates: capitals A to Z, space, apostrophe and hyphen; dates AAAA-MM-JJ."""

import datetime
import re

from insi_soap import strict

LETTERS = re.compile(r"[A-Z '\-]+")


def _name(value, what):
    if not value or len(value) > 100:
        raise strict("characters", f"{what} : 1 à 100 caractères attendus")
    if not LETTERS.fullmatch(value):
        raise strict("characters", f"{what} : caractère hors de A-Z, espace, apostrophe, tiret")
    if value[0] in " -" or value[-1] == " ":
        raise strict("characters", f"{what} : espace ou tiret en tête, ou espace à la fin")
    if re.search(r"[ ']{2}", value):
        raise strict("characters", f"{what} : espace et apostrophe ni doublés ni combinés")
    if not re.search("[A-Z]", value):
        raise strict("characters", f"{what} : une lettre attendue")
    return value


def birth_name(value):
    if "---" in _name(value, "NomNaissance"):
        raise strict("characters", "NomNaissance : tiret triplé")
    return value


def first_name(value):
    _name(value, "Prenom")
    if "--" in value or value[-1] in "-'":
        raise strict("characters", "Prenom : tiret doublé, ou tiret ou apostrophe à la fin")
    return value


def sex(value):
    if value not in ("M", "F"):
        raise strict("characters", "Sexe : M ou F attendu")
    return value


def birth_date(value):
    """Day and month may be 00, as the Vitale card's lunar dates are; otherwise the day exists and is not to come."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
    if not found:
        raise strict("characters", "DateNaissance : AAAA-MM-JJ attendu")
    if "00" not in found.groups()[1:]:
        try:
            if datetime.date(*map(int, found.groups())) > datetime.date.today():
                raise strict("characters", "DateNaissance : dans le futur")
        except ValueError:
            raise strict("characters", "DateNaissance : ce jour n'existe pas") from None
    return value


def birth_place(value):
    if not re.fullmatch(r"\d[0-9AB]\d{3}", value):
        raise strict("characters", "LieuNaissance : code COG de 5 caractères attendu")
    return value


def number(value, what):
    if not re.fullmatch(r"\d{6}[0-9AB]\d{6}", value):
        raise strict("characters", f"{what} : 13 caractères d'un NIR attendus")
    return value


def key(value, what):
    if not re.fullmatch(r"\d\d", value):
        raise strict("characters", f"{what} : clé de 2 chiffres attendue")
    return value
