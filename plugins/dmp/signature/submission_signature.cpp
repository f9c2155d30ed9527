// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/signature/submission_signature.h"

#include <fmt/format.h>

#include "plugins/dmp/signature/xml_signature.h"
#include "plugins/dmp/webservice.h"

namespace clairis::dmp {
namespace {

constexpr std::string_view kC14nWithComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
// ASTM E1762: the signature of the one from whom the submission comes.
constexpr std::string_view kSourcePurpose = "1.2.840.10065.1.12.1.14";

std::string signedInfo(DigestAlgorithm algorithm) {
  return fmt::format(R"(<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{c14n}"/><ds:SignatureMethod Algorithm="{rsa}"/>)"
                     R"(<ds:Reference Type="http://www.w3.org/2000/09/xmldsig#Manifest" URI="#IHEManifest">)"
                     R"(<ds:DigestMethod Algorithm="{hash}"/><ds:DigestValue/></ds:Reference>)"
                     R"(<ds:Reference Type="http://uri.etsi.org/01903/v1.1.1#SignedProperties" URI="#S0-SignedProperties">)"
                     R"(<ds:DigestMethod Algorithm="{hash}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>)",
                     fmt::arg("c14n", kC14nWithComments), fmt::arg("rsa", rsaUri(algorithm)), fmt::arg("hash", digestUri(algorithm)));
}

/// The submission set has no bytes to hash: its digest is the agreed placeholder.
std::string manifest(const SignedSubmission& submission, DigestAlgorithm algorithm) {
  return fmt::format(R"(<ds:Object><ds:Manifest Id="IHEManifest"><ds:Reference URI="urn:oid:{set}"><ds:DigestMethod Algorithm="{hash}"/>)"
                     R"(<ds:DigestValue>AA==</ds:DigestValue></ds:Reference><ds:Reference URI="urn:oid:{document}">)"
                     R"(<ds:Transforms><ds:Transform Algorithm="{c14n}"/></ds:Transforms><ds:DigestMethod Algorithm="{hash}"/>)"
                     R"(<ds:DigestValue>{value}</ds:DigestValue></ds:Reference></ds:Manifest></ds:Object>)",
                     fmt::arg("set", escaped(submission.submissionSetId)), fmt::arg("document", escaped(submission.documentId)),
                     fmt::arg("c14n", kC14nWithComments), fmt::arg("hash", digestUri(algorithm)),
                     fmt::arg("value", base64(canonicalDigest(submission.document, algorithm))));
}

std::string purpose() {
  return fmt::format(
      R"(<ds:Object><ds:SignatureProperties><ds:SignatureProperty Id="purposeOfSignature" Target="#signature">{}</ds:SignatureProperty>)"
      R"(</ds:SignatureProperties></ds:Object>)",
      kSourcePurpose);
}

std::string qualifyingProperties(const SignedSubmission& submission, DigestAlgorithm algorithm, const SigningKey& key) {
  return fmt::format(
      R"(<ds:Object><QualifyingProperties xmlns="http://uri.etsi.org/01903/v1.1.1#" Target="#signature">)"
      R"(<SignedProperties Id="S0-SignedProperties"><SignedSignatureProperties><SigningTime>{time}</SigningTime>)"
      R"(<SigningCertificate><Cert><CertDigest><DigestMethod Algorithm="{hash}"/><DigestValue>{digest}</DigestValue></CertDigest>)"
      R"(<IssuerSerial><ds:X509IssuerName>{issuer}</ds:X509IssuerName><ds:X509SerialNumber>{serial}</ds:X509SerialNumber></IssuerSerial>)"
      R"(</Cert></SigningCertificate><SignaturePolicyIdentifier><SignaturePolicyImplied/></SignaturePolicyIdentifier>)"
      R"(</SignedSignatureProperties></SignedProperties></QualifyingProperties></ds:Object>)",
      fmt::arg("time", toIso(submission.signingTime).substr(0, 19) + "Z"), fmt::arg("hash", digestUri(algorithm)),
      fmt::arg("digest", key.certificateDigest(algorithm)), fmt::arg("issuer", escaped(key.certificate().issuer)),
      fmt::arg("serial", key.certificate().serial));
}

}  // namespace

std::string signSubmission(const SignedSubmission& submission, DigestAlgorithm algorithm, const SigningKey& key) {
  const auto unsignedXml =
      fmt::format(R"(<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="signature">{}{}{}{}{}</ds:Signature>)", signedInfo(algorithm),
                  key.keyInfo(), manifest(submission, algorithm), purpose(), qualifyingProperties(submission, algorithm, key));
  return R"(<?xml version="1.0" encoding="UTF-8"?>)" + signXml(unsignedXml, "Id", key);
}

}  // namespace clairis::dmp
