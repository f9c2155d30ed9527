# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""CPx mode: the SAML 2.0 assertion that a professional's card signed. It serves for an hour, as often as he likes."""

import datetime

import soap
import vihf
from insi_soap import insufficient_rights, strict
from vihf import SAML

LIFE = datetime.timedelta(hours=1)
CLOCKS = datetime.timedelta(minutes=5)  # may differ by that much
ATTRIBUTES = ("identifiantFacturation", "secteurActivite")


def _check_life(assertion):
    now = datetime.datetime.now(datetime.timezone.utc)
    issued = vihf.instant(assertion.get("IssueInstant"), "IssueInstant")
    if not now - LIFE < issued < now + CLOCKS:
        raise strict("assertion", "assertion de plus d'une heure, ou à venir")
    conditions = assertion.find(SAML + "Conditions")
    if conditions is None:
        return
    begin, end = conditions.get("NotBefore"), conditions.get("NotOnOrAfter")
    if (begin and vihf.instant(begin, "NotBefore") > now + CLOCKS) or (end and vihf.instant(end, "NotOnOrAfter") <= now):
        raise strict("assertion", "assertion hors de ses Conditions")


def check(security, cards):
    """National id of the professional whose card signed; Fault if it may not be believed. `cards`: Trust in their authority."""
    assertions = security.findall(SAML + "Assertion") if security is not None else []
    if len(assertions) != 1 or len(security) != 1:
        raise strict("assertion", "une assertion et une seule attendue dans Security")
    assertion = assertions[0]
    if assertion.get("Version") != "2.0" or not assertion.get("ID"):
        raise strict("assertion", "assertion : Version 2.0 et ID attendus")
    try:
        signer = vihf.check_signature(assertion, cards)
        _check_life(assertion)
    except soap.Fault as problem:
        raise strict("assertion", problem.text) from None
    subject = assertion.find(f"{SAML}Subject/{SAML}NameID")
    holder = signer.common_name
    if subject is None or subject.get("NameQualifier") != "CPS" or (subject.text or "").strip() != holder:
        raise insufficient_rights()
    given = {attribute.get("Name"): (attribute.findtext(SAML + "AttributeValue") or "").strip()
             for attribute in assertion.iterfind(f"{SAML}AttributeStatement/{SAML}Attribute")}
    for name in ATTRIBUTES:
        if not given.get(name):
            raise strict("assertion", f"assertion : attribut {name} absent ou vide")
    return holder
