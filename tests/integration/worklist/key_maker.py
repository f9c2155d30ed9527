# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Authorities, certificates and revocation lists, made while a test runs."""
import datetime
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


class Authority:
    """Issues into a folder; `days` may be negative: already expired."""

    def __init__(self, folder, common="Test Authority"):
        self.folder = pathlib.Path(folder)
        self._key = rsa.generate_private_key(65537, 2048)
        self._name = _name(common)
        self.file = self._write(common, self._certificate(common, self._key, 365, True))

    def _certificate(self, common, key, days, authority=False):
        now = datetime.datetime.utcnow()
        until = now + datetime.timedelta(days=days)
        return (x509.CertificateBuilder().subject_name(_name(common)).issuer_name(self._name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(min(now, until) - datetime.timedelta(days=2)).not_valid_after(until)
                .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True).sign(self._key, hashes.SHA256()))

    def _write(self, common, certificate):
        file = self.folder / f"{common.replace(' ', '_')}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def issue(self, common, days=365, mode=0o600, password=None):
        """Certificate file, key file, the certificate."""
        key = rsa.generate_private_key(65537, 2048)
        certificate = self._certificate(common, key, days)
        file = self._write(common, certificate)
        key_file = self.folder / f"{common}.key"
        key_file.unlink(missing_ok=True)
        cipher = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, cipher))
        key_file.chmod(mode)
        return file, key_file, certificate

    def revoke(self, *certificates):
        """A revocation list that names them."""
        now = datetime.datetime.utcnow()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name).last_update(now - datetime.timedelta(days=1)).next_update(
            now + datetime.timedelta(days=90))
        for certificate in certificates:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(now - datetime.timedelta(hours=1)).build())
        file = self.folder / "revoked.crl"
        file.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return file


def fingerprint(certificate):
    return certificate.fingerprint(hashes.SHA256()).hex()
