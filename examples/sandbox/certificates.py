# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Signing certificates: chain to the test IGC, use (cachet, not authentication), key for xmlsec.

Opening a certificate is done once per certificate; its dates are compared at each use.
"""

import base64
import binascii
import ctypes
import datetime
import hashlib

import xmlsec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# xmlsec leaves its errors on OpenSSL's queue of the thread, where the next read of the TLS connection would find them.
clear_openssl_errors = ctypes.CDLL("libcrypto.so.3").ERR_clear_error

DS = "{http://www.w3.org/2000/09/xmldsig#}"
CACHE_LIMIT = 1000


class NotAcceptable(Exception):
    pass


class SigningCertificate:
    def __init__(self, der, authorities):
        try:
            self.certificate = x509.load_der_x509_certificate(der)
        except ValueError:
            raise NotAcceptable("certificate cannot be read") from None
        self._check_issuer(authorities)
        self._check_use()
        units = self.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        self.structure = units[0].value if units else ""
        names = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        self.common_name = names[0].value if names else ""
        self.sha1 = base64.b64encode(hashlib.sha1(der).digest()).decode()
        self.sha256 = base64.b64encode(hashlib.sha256(der).digest()).decode()
        self.serial = self.certificate.serial_number
        self.subject = self.certificate.subject
        self.public_key = self.certificate.public_key()
        # A bare public key: xmlsec copies the key for each signature, and would copy the whole certificate with it.
        self.key = xmlsec.Key.from_memory(
            self.public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
            xmlsec.constants.KeyDataFormatPem)
        clear_openssl_errors()

    def _check_issuer(self, authorities):
        for authority in authorities:
            if authority.subject != self.certificate.issuer:
                continue
            try:
                authority.public_key().verify(self.certificate.signature, self.certificate.tbs_certificate_bytes,
                                              padding.PKCS1v15(), self.certificate.signature_hash_algorithm)
                return
            except InvalidSignature:
                continue
        raise NotAcceptable("certificate not issued by the trusted IGC")

    def _check_use(self):
        try:
            usage = self.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
            purposes = self.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            raise NotAcceptable("Not a valid signature certificate") from None
        if not usage.content_commitment or ExtendedKeyUsageOID.CLIENT_AUTH in purposes:
            raise NotAcceptable("Not a valid signature certificate")

    def check_dates(self):
        now = datetime.datetime.utcnow()
        if not self.certificate.not_valid_before <= now <= self.certificate.not_valid_after:
            raise NotAcceptable("certificate expired or not yet valid")


class Trust:
    def __init__(self, ca_file):
        marker = b"-----END CERTIFICATE-----"
        self.authorities = [x509.load_pem_x509_certificate(piece + marker)
                            for piece in ca_file.read_bytes().split(marker) if piece.strip()]
        self.opened = {}

    def signer(self, signature):
        """The certificate in the KeyInfo of a ds:Signature, if it may sign for a structure."""
        found = signature.findall(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
        if not found:
            raise NotAcceptable("no X509Certificate in KeyInfo")
        text = "".join((found[0].text or "").split())
        signer = self.opened.get(text)
        if signer is None:
            try:
                der = base64.b64decode(text, validate=True)
            except binascii.Error:
                raise NotAcceptable("X509Certificate is not base64") from None
            signer = SigningCertificate(der, self.authorities)
            if len(self.opened) < CACHE_LIMIT:
                self.opened[text] = signer
        signer.check_dates()
        return signer


def verify(signature, signer):
    """True if the signature value and the digest of every reference of SignedInfo match."""
    context = xmlsec.SignatureContext()
    context.key = signer.key
    try:
        context.verify(signature)
        return True
    except xmlsec.Error:
        return False
    finally:
        clear_openssl_errors()
