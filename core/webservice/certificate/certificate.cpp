// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/webservice/certificate/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cctype>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>

#include "core/domain/refusal.h"

namespace clairis::webservice {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

Bio memory(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string drained(BIO* bio) {
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

std::string nameText(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return drained(bio.get());
}

/// First value of a kind of name part, UTF-8; empty when there is none.
std::string namePart(X509_NAME* name, int kind) {
  const int index = X509_NAME_get_index_by_NID(name, kind, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (length < 0) return {};
  std::string out(reinterpret_cast<char*>(text), static_cast<std::size_t>(length));
  OPENSSL_free(text);
  return out;
}

std::string decimal(const ASN1_INTEGER* serial) {
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  char* text = number ? BN_bn2dec(number.get()) : nullptr;
  if (text == nullptr) return {};
  std::string out = text;
  OPENSSL_free(text);
  return out;
}

Instant instant(const ASN1_TIME* time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(time, &fields) != 1) throw Refusal("certificate.malformed", "the certificate's validity cannot be read");
  return Instant(std::chrono::seconds(timegm(&fields)));
}

Certificate parse(std::string_view pem) {
  Certificate certificate(PEM_read_bio_X509(memory(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) throw Refusal("certificate.malformed", "no PEM certificate found: expected \"-----BEGIN CERTIFICATE-----\"");
  return certificate;
}

std::string derOf(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  if (length < 0) throw Refusal("certificate.malformed", "the certificate cannot be encoded");
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return out;
}

std::string fileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (path.empty() || !file) throw Refusal("certificate.missing", "cannot read \"" + path + "\": give the path of a PEM file", path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool holdsWord(std::string_view text, std::string_view upperCaseWord) {
  const auto letter = [&](std::size_t i) { return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0; };
  for (std::size_t at = 0; at + upperCaseWord.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < upperCaseWord.size() && std::toupper(static_cast<unsigned char>(text[at + same])) == upperCaseWord[same]) ++same;
    if (same == upperCaseWord.size() && (at == 0 || !letter(at - 1)) && !letter(at + same)) return true;
  }
  return false;
}

}  // namespace

CertificateFacts readCertificate(std::string_view pem) {
  const auto certificate = parse(pem);
  CertificateFacts facts;
  facts.der = derOf(certificate.get());
  facts.subject = nameText(X509_get_subject_name(certificate.get()));
  facts.issuer = nameText(X509_get_issuer_name(certificate.get()));
  facts.serial = decimal(X509_get0_serialNumber(certificate.get()));
  facts.commonName = namePart(X509_get_subject_name(certificate.get()), NID_commonName);
  facts.structure = namePart(X509_get_subject_name(certificate.get()), NID_organizationalUnitName);
  facts.notBefore = instant(X509_get0_notBefore(certificate.get()));
  facts.notAfter = instant(X509_get0_notAfter(certificate.get()));
  // An absent extension reads as "everything allowed": OpenSSL then answers all bits set.
  const auto usage = X509_get_key_usage(certificate.get());
  const auto purposes = X509_get_extended_key_usage(certificate.get());
  facts.digitalSignature = (usage & X509v3_KU_DIGITAL_SIGNATURE) != 0;
  facts.nonRepudiation = (usage & X509v3_KU_NON_REPUDIATION) != 0;
  facts.clientAuthentication = (purposes & XKU_SSL_CLIENT) != 0;
  facts.emailProtection = (purposes & XKU_SMIME) != 0;
  return facts;
}

KeyPair readKeyPair(const std::string& certificateFile, const std::string& keyFile) {
  KeyPair pair{fileText(certificateFile), fileText(keyFile), {}};
  const auto certificate = parse(pair.certificatePem);
  const PrivateKey key(PEM_read_bio_PrivateKey(memory(pair.keyPem).get(), nullptr, nullptr, const_cast<char*>("")));
  if (!key) throw Refusal("certificate.malformed", "no unencrypted PEM private key in \"" + keyFile + "\"", keyFile);
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    throw Refusal("certificate.key_mismatch", "the key in \"" + keyFile + "\" is not the one of the certificate in \"" + certificateFile + "\"",
                  keyFile);
  }
  pair.facts = readCertificate(pair.certificatePem);
  return pair;
}

void checkValidity(const CertificateFacts& facts, Instant now) {
  if (now > facts.notAfter) throw Refusal("certificate.expired", "certificate " + facts.serial + " expired on " + toIso(facts.notAfter));
  if (now < facts.notBefore) {
    throw Refusal("certificate.not_yet_valid", "certificate " + facts.serial + " is valid from " + toIso(facts.notBefore));
  }
}

void checkEnvironment(const CertificateFacts& facts, Environment environment) {
  // IGC-Santé marks its test authorities with the word TEST in their names; any other authority is a private one.
  const bool marked = holdsWord(facts.issuer, "TEST");
  const bool national = holdsWord(facts.issuer, "IGC-SANTE");
  const bool mixed = environment == Environment::production ? marked : national && !marked;
  if (mixed) {
    throw Refusal("environment.mixed", std::string("environment = ") + (environment == Environment::production ? "production" : "test") +
                                           " but the certificate was issued by \"" + facts.issuer + "\"");
  }
}

}  // namespace clairis::webservice
