# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What INSi is asked: search by traits, search by Vitale card, unit verification.

The request and action names of the verification are this stand-in's: the national package could not be read.
"""

from xml.sax.saxutils import escape

from lxml import etree

import insi_characters as characters
from insi_soap import children, strict, text

ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:"
BY_TRAITS = "http://www.cnamts.fr/INSiRecSans"
BY_CARD = "http://www.cnamts.fr/INSiRecVit"
RESULT = "http://www.cnamts.fr/INSiResultat"
VERIFICATION = "http://www.cnamts.fr/INSiLot2/REQUnitaire"
VERIFIED = "http://www.cnamts.fr/INSiLot2/REPUnitaire"
LABELS = {"00": "OK", "01": "Aucune identite trouvee", "02": "Plusieurs identites trouvees"}


def _required(found, names, where):
    for name in names:
        if name not in found:
            raise strict("criteria", f"{where} : {name} manque")


def _traits(found):
    """Checked criteria of a search, as they go into the journal."""
    _required(found, ("NomNaissance", "Prenom", "Sexe", "DateNaissance"), "critères")
    return {"birthName": characters.birth_name(text(found, "NomNaissance")),
            "firstNames": [characters.first_name(each.text or "") for each in found["Prenom"]],
            "sex": characters.sex(text(found, "Sexe")), "birthDate": characters.birth_date(text(found, "DateNaissance")),
            "birthPlace": characters.birth_place(text(found, "LieuNaissance")) if "LieuNaissance" in found else ""}


def _asked(traits):
    words = " ".join(traits["firstNames"]).split(" ")
    return traits["birthName"], words, traits["sex"], traits["birthDate"], traits["birthPlace"]


def _matricule(element, namespace):
    found = children(element, namespace, ["NumIdentifiant!", "Cle", "TypeMatricule"])
    key = characters.key(text(found, "Cle"), "Cle") if "Cle" in found else ""
    return characters.number(text(found, "NumIdentifiant"), "NumIdentifiant"), key


def _number(tag, number, production):
    dates = "".join(f"<{name}>{value}</{name}>" for name, value in (("DateDeb", number.since), ("DateFin", number.until)) if value)
    return (f"<{tag}><IdIndividu><NumIdentifiant>{number.number}</NumIdentifiant><Cle>{number.key}</Cle></IdIndividu>"
            f"<OID>{number.oid(production)}</OID>{dates}</{tag}>")


def _person(person, production):
    former = "".join(_number("INSHISTO", each, production) for each in person.former)
    first_name = f"<Prenom>{escape(person.first_name)}</Prenom>" if person.first_name else ""
    return (f"<INDIVIDU>{_number('INSACTIF', person.ins, production)}{former}<TIQ><NomNaissance>{escape(person.birth_name)}</NomNaissance>"
            f"{first_name}<ListePrenom>{escape(' '.join(person.first_names))}</ListePrenom><Sexe>{person.sex}</Sexe>"
            f"<DateNaissance>{person.birth_date}</DateNaissance><LieuNaissance>{person.birth_place}</LieuNaissance></TIQ></INDIVIDU>")


def _result(found, production):
    """(CodeCR, RESULTAT)."""
    always = [person.always for person in found if person.always]
    code = always[0] if always else "00" if len(found) == 1 else "02" if found else "01"
    person = _person(found[0], production) if code == "00" else ""
    return code, (f'<RESULTAT xmlns="{RESULT}" xmlns:ns0="{BY_CARD}" xmlns:ns1="{BY_TRAITS}"><CR><CodeCR>{code}</CodeCR>'
                  f"<LibelleCR>{LABELS[code]}</LibelleCR></CR>{person}</RESULTAT>")


def search_by_traits(call, people, production):
    """RECSANSVITALE."""
    if call.card:
        raise strict("criteria", "COUVERTURE vide attendue sans carte Vitale")
    traits = _traits(children(call.body, BY_TRAITS, ["NomNaissance", "Prenom*", "Sexe", "DateNaissance", "LieuNaissance"]))
    return traits, *_result([person for person in people.all() if person.has(*_asked(traits))], production)


def search_by_card(call, people, production):
    """RECVITALE: the card is a key. His own number finds a person, also a former one; that of the insured with date and rank of birth too."""
    found = children(call.body, BY_CARD, ["MatriculeIndividu", "MatriculeOD", "NomNaissance", "DateNaissance", "RangNaissance"])
    if not {"GrandRegime", "Organisme", "ASSURE"} <= set(call.card):
        raise strict("criteria", "COUVERTURE : GrandRegime, Organisme et ASSURE attendus avec une carte Vitale")
    own = _matricule(found["MatriculeIndividu"][0], BY_CARD)[0] if "MatriculeIndividu" in found else ""
    insured = _matricule(found["MatriculeOD"][0], BY_CARD)[0] if "MatriculeOD" in found else ""
    if not own:
        _required(found, ("MatriculeOD", "DateNaissance"), "carte sans MatriculeIndividu")
    name = characters.birth_name(text(found, "NomNaissance")) if "NomNaissance" in found else ""
    date = characters.birth_date(text(found, "DateNaissance")) if "DateNaissance" in found else ""
    rank = text(found, "RangNaissance")
    criteria = {"number": own, "insured": insured, "birthName": name, "birthDate": date, "rank": rank}
    matching = [person for person in people.all() if person.ins
                and (own in person.numbers() if own else insured in (person.insured, *person.numbers()))
                and name in ("", person.birth_name) and date in ("", person.birth_date) and rank in ("", person.rank)]
    return criteria, *_result(matching, production)


def _verified(person, number, key, oid, production, traits, listed):
    return (person.ins is not None and (person.ins.number, person.ins.oid(production)) == (number, oid) and key in ("", person.ins.key)
            and person.has(*_asked(traits)) and listed in ("", " ".join(person.first_names)))


def verify(call, people, production):
    """INS and traits of one person: OK when INSi has them together as the active ones, KO otherwise and no word more."""
    if call.card:
        raise strict("criteria", "COUVERTURE vide attendue sans carte Vitale")
    asked = children(call.body, VERIFICATION, ["IndividuVerifie!"])
    parts = children(asked["IndividuVerifie"][0], VERIFICATION, ["INSFourni!", "TraitsIdentiteIndividu!"])
    given = children(parts["INSFourni"][0], VERIFICATION, ["IdIndividu!", "OID!"])
    number, key = _matricule(given["IdIndividu"][0], VERIFICATION)
    found = children(parts["TraitsIdentiteIndividu"][0], VERIFICATION,
                     ["NomNaissance", "Prenom*", "ListePrenom", "Sexe", "DateNaissance", "LieuNaissance"])
    listed = characters.first_name(text(found, "ListePrenom")) if "ListePrenom" in found else ""
    if listed and "Prenom" not in found:
        found["Prenom"] = found["ListePrenom"]
    traits = _traits(found)
    criteria = {"number": number, "key": key, "oid": text(given, "OID"), **traits}
    correct = any(_verified(person, number, key, criteria["oid"], production, traits, listed) for person in people.all())
    verdict = people.verdict(number) or ("OK" if correct else "KO")
    code = "00" if verdict == "OK" else "01"
    return criteria, verdict, f'<RESULTAT xmlns="{VERIFIED}"><CR><CodeCR>{code}</CodeCR><LibelleCR>{verdict}</LibelleCR></CR></RESULTAT>'


OPERATIONS = {
    ACTION + "rechercherInsAvecTraitsIdentite": (f"{{{BY_TRAITS}}}RECSANSVITALE", search_by_traits),
    ACTION + "rechercherInsAvecCarteVitale": (f"{{{BY_CARD}}}RECVITALE", search_by_card),
    ACTION + "verifierInsUnitaire": (f"{{{VERIFICATION}}}REQUNITAIRE", verify),
}


def operation(call):
    """(short name, function) of what a call asks."""
    if call.action not in OPERATIONS:
        raise strict("action", f"opération inconnue : {call.action}")
    tag, function = OPERATIONS[call.action]
    if call.body.tag != tag:
        raise strict("schema", f"{etree.QName(tag).localname} attendu, reçu {call.body.tag}")
    return call.action[len(ACTION):], function
