#!/usr/bin/python3
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""A throw-away IGC: test CA, server certificate; per structure AUTH_CLI, SIGN, INSI-MANU and INSI-AUTO pairs; test cards."""

import argparse
import datetime
import ipaddress
import os
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


def name(structure, holder, common_name, state):
    parts = [(NameOID.COUNTRY_NAME, "FR"), (NameOID.STATE_OR_PROVINCE_NAME, state),
             (NameOID.ORGANIZATION_NAME, holder), (NameOID.ORGANIZATIONAL_UNIT_NAME, structure),
             (NameOID.COMMON_NAME, common_name)]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def key_usage(**wanted):
    uses = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{use: wanted.get(use, False) for use in uses})


def write_private(path, key):
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)


def write_certificate(path, certificate):
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


class Authority:
    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    @classmethod
    def create(cls, common_name="AC de test Clairis"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
                             x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Clairis sandbox"),
                             x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        now = datetime.datetime.utcnow()
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        certificate = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + 365 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(identifier, critical=False).sign(key, hashes.SHA256()))
        return cls(certificate, key)

    @classmethod
    def open(cls, directory, common_name="AC de test Clairis"):
        """The authority of this directory, made at the first call so that later calls can add structures."""
        certificate_file, key_file = directory / "ca.pem", directory / "ca.key"
        if certificate_file.exists() and key_file.exists():
            return cls(x509.load_pem_x509_certificate(certificate_file.read_bytes()),
                       serialization.load_pem_private_key(key_file.read_bytes(), None))
        authority = cls.create(common_name)
        write_certificate(certificate_file, authority.certificate)
        write_private(key_file, authority.key)
        return authority

    def issue(self, path, subject, usage, purpose, alternative_names=(), expired=False):
        """Writes path.crt and path.key."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        now = datetime.datetime.utcnow()
        first, last = (now - 30 * DAY, now - DAY) if expired else (now - DAY, now + 365 * DAY)
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self.certificate.subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(first).not_valid_after(last)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False))
        if alternative_names:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternative_names), critical=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_certificate(path.with_suffix(".crt"), builder.sign(self.key, hashes.SHA256()))
        write_private(path.with_suffix(".key"), key)

    def issue_server(self, directory):
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        self.issue(directory / "server", name("", "Clairis sandbox", "localhost", ""),
                   key_usage(digital_signature=True, key_encipherment=True), ExtendedKeyUsageOID.SERVER_AUTH, names)

    def issue_structure(self, directory, structure, holder, state, expired=False):
        self.issue(directory / "auth", name(structure, holder, f"AUTH_CLI {structure}", state),
                   key_usage(digital_signature=True), ExtendedKeyUsageOID.CLIENT_AUTH, expired=expired)
        self.issue(directory / "sign", name(structure, holder, f"SIGN {structure}", state),
                   key_usage(digital_signature=True, content_commitment=True), ExtendedKeyUsageOID.EMAIL_PROTECTION,
                   expired=expired)

    def issue_insi(self, directory, structure, holder, state, expired=False):
        """The pairs by which a structure calls INSi: for a person's click and for a job."""
        for common_name in ("INSI-MANU", "INSI-AUTO"):
            self.issue_client(directory / common_name.lower(), structure, holder, state, common_name, expired)

    def issue_client(self, path, structure, holder, state, common_name, expired=False):
        self.issue(path, name(structure, holder, common_name, state), key_usage(digital_signature=True),
                   ExtendedKeyUsageOID.CLIENT_AUTH, expired=expired)

    def issue_card(self, directory, number, expired=False):
        """The signature pair of a professional's card; `number` is his national id with its type digit (8 + RPPS)."""
        self.issue(directory / number, name("Médecin", "GIP-CPS", number, ""),
                   key_usage(digital_signature=True, content_commitment=True), ExtendedKeyUsageOID.EMAIL_PROTECTION,
                   expired=expired)


def issue_cards(directory, numbers, wrong):
    """DIR/card-ca.pem and DIR/card/: cards come from an authority of their own, no structure may sign as a person."""
    home = directory / "card"
    home.mkdir(exist_ok=True)
    authority = Authority.open(home, "AC de test des cartes")
    (directory / "card-ca.pem").write_bytes((home / "ca.pem").read_bytes())
    for number in numbers:
        authority.issue_card(home, number)
        if wrong:
            authority.issue_card(home / "expired", number, expired=True)
            Authority.create().issue_card(home / "other-ca", number)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=pathlib.Path)
    arguments.add_argument("structures", nargs="*", default=["1750803447"], help="structure ids (Struct_IdNat)")
    arguments.add_argument("--holder", default="Centre de radiologie Ambroise", help="O= of the certificates")
    arguments.add_argument("--state", default="Paris (75)", help="ST= of the certificates")
    arguments.add_argument("--wrong", action="store_true",
                           help="also DIR/<structure>/{expired,other-ca,other-name} and the like for cards, to be refused")
    arguments.add_argument("--card", action="append", default=[], metavar="NUMBER",
                           help="also DIR/card/NUMBER.{crt,key} of a test card: 8 + RPPS; may be repeated")
    options = arguments.parse_args()

    options.directory.mkdir(parents=True, exist_ok=True)
    authority = Authority.open(options.directory)
    if not (options.directory / "server.crt").exists():
        authority.issue_server(options.directory)
    for structure in options.structures:
        home = options.directory / structure
        whose = (structure, options.holder, options.state)
        authority.issue_structure(home, *whose)
        authority.issue_insi(home, *whose)
        if options.wrong:
            stranger = Authority.create()
            for folder, issuer, expired in (("expired", authority, True), ("other-ca", stranger, False)):
                issuer.issue_structure(home / folder, *whose, expired=expired)
                issuer.issue_insi(home / folder, *whose, expired=expired)
            authority.issue_client(home / "other-name" / "insi-manu", *whose, "INSI_MANU")
    if options.card:
        issue_cards(options.directory, options.card, options.wrong)


if __name__ == "__main__":
    main()
