# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""SOAP 1.2 as INSi speaks it: elements in the order of their schema, answers without a header, faults with a siram:Erreur."""

from xml.sax.saxutils import escape, quoteattr

from lxml import etree

import soap

SIRAM = "urn:siram"
# Where the stand-in is stricter than INSi is known to be, its codes begin so: a client must not know them.
STRICT = "sandbox_"
NOT_AUTHORISED = ("L'accès par ce progiciel au service n'est pas autorisé. Contactez l'éditeur du progiciel ou votre "
                  "responsable informatique.")
UNAVAILABLE = ("Le service est temporairement inaccessible. Veuillez renouveler votre demande ultérieurement. Si le problème "
               "persiste, contactez l'éditeur du progiciel ou votre responsable informatique.")
NO_RIGHT = "Vous ne disposez pas des droits suffisants pour accéder à ce service."
MALFORMED = "La requête n'est pas conforme."


class Fault(Exception):
    """HTTP 500. `code` is that of siram:Erreur, `text` its content; `reason` is what a person would be shown."""

    def __init__(self, code, text, reason=MALFORMED, subcode="siram_100", side="Sender", severity="erreur"):
        super().__init__(text)
        self.code, self.text, self.reason = code, text, reason
        self.subcode, self.side, self.severity = subcode, side, severity


def strict(what, text):
    return Fault(STRICT + what, text)


def unknown_software():
    return Fault("desir_550", "Numéro d'autorisation du logiciel inconnu.", NOT_AUTHORISED)


def insufficient_rights():
    return Fault("DESIR_560", "Niveau d'accès insuffisant.", NO_RIGHT)


def technical(code="insi_102", text="L'appel au service renvoie une erreur technique."):
    return Fault(code, text, UNAVAILABLE, "siram_40", "Receiver", "fatal")


def children(element, namespace, order, where=""):
    """{name: [elements]} of a sequence whose names come in this order. `*` after a name: any number; `!`: exactly one."""
    where = where or etree.QName(element).localname
    names, found, place = [item.rstrip("*!") for item in order], {}, 0
    if (element.text or "").strip():
        raise strict("schema", f"{where} : texte inattendu")
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        if name.namespace != namespace or name.localname not in names:
            raise strict("schema", f"{where} : élément inattendu {name.localname} ({name.namespace})")
        if names.index(name.localname) < place:
            raise strict("schema", f"{where} : {name.localname} n'est pas à sa place, ordre attendu {names}")
        place = names.index(name.localname)
        found.setdefault(name.localname, []).append(child)
    for item in order:
        count = len(found.get(item.rstrip("*!"), ()))
        if (item.endswith("!") and count != 1) or (not item.endswith("*") and count > 1):
            raise strict("schema", f"{where} : {item.rstrip('!')} présent {count} fois")
    return found


def text(found, name):
    """The text of an element that children() found once, as sent; empty without it."""
    return (found[name][0].text or "") if name in found else ""


def envelope(body):
    """The Body wears another prefix than the Envelope, as in the answers seen on the real service."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">'
            f'<env:Body xmlns:env="http://www.w3.org/2003/05/soap-envelope">{body}</env:Body></soap:Envelope>').encode()


def fault(problem, message_id):
    relation = f" messageID={quoteattr(message_id)}" if message_id else ""
    return (f"<soap:Fault><soap:Code><soap:Value>soap:{problem.side}</soap:Value>"
            f"<soap:Subcode><soap:Value>soap:{escape(problem.subcode)}</soap:Value></soap:Subcode></soap:Code>"
            f'<soap:Reason><soap:Text xml:lang="fr">{escape(problem.reason)}</soap:Text></soap:Reason><soap:Detail>'
            f"<siram:Erreur xmlns:siram={quoteattr(SIRAM)} code={quoteattr(problem.code)}{relation} "
            f"severite={quoteattr(problem.severity)}>{escape(problem.text)}</siram:Erreur></soap:Detail></soap:Fault>")


def parse(data):
    try:
        return soap.parse(data)
    except etree.XMLSyntaxError as problem:
        raise strict("xml", f"XML invalide : {problem}") from None
