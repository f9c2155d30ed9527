// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dmp/test_certificates.h"

#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <stdexcept>

namespace clairis::dmp::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key makeKey() { return {EVP_RSA_gen(2048), EVP_PKEY_free}; }

EVP_PKEY* authorityKey() {
  static const Key key = makeKey();
  return key.get();
}

EVP_PKEY* subjectKey(bool other) {
  static const Key first = makeKey();
  static const Key second = makeKey();
  return other ? second.get() : first.get();
}

void addName(X509_NAME* name, const char* field, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
}

void extend(X509* certificate, int nid, const std::string& text) {
  if (text.empty()) return;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, text.c_str());
  if (extension == nullptr) throw std::runtime_error("bad extension " + text);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate unsignedCertificate(EVP_PKEY* key, long serial, int fromDays, int toDays) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_time_adj_ex(X509_getm_notBefore(certificate.get()), fromDays, 0, nullptr);
  X509_time_adj_ex(X509_getm_notAfter(certificate.get()), toDays, 0, nullptr);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

std::string pem(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(length));
  BIO_free(bio);
  return out;
}

std::string pem(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const auto length = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(length));
  BIO_free(bio);
  return out;
}

}  // namespace

CertificateRequest signRequest() { return {}; }

CertificateRequest authRequest() {
  CertificateRequest request;
  request.commonName = "AUTH_CLI";
  request.keyUsage = "critical,digitalSignature";
  request.purposes = "clientAuth";
  return request;
}

KeyPair issue(const CertificateRequest& request, bool otherKey) {
  const auto certificate = unsignedCertificate(subjectKey(otherKey), 4711, request.validFromDays, request.validToDays);
  auto* subject = X509_get_subject_name(certificate.get());
  addName(subject, "C", "FR");
  addName(subject, "ST", "Paris (75)");
  addName(subject, "O", "Centre de radiologie Ambroise");
  if (!request.structure.empty()) addName(subject, "OU", request.structure);
  addName(subject, "CN", request.commonName);
  addName(X509_get_issuer_name(certificate.get()), "CN", request.issuerName);
  extend(certificate.get(), NID_key_usage, request.keyUsage);
  extend(certificate.get(), NID_ext_key_usage, request.purposes);
  X509_sign(certificate.get(), authorityKey(), EVP_sha256());
  KeyPair pair{pem(certificate.get()), pem(subjectKey(otherKey)), {}};
  pair.facts = readCertificate(pair.certificatePem);
  return pair;
}

std::string authorityPem() {
  const auto certificate = unsignedCertificate(authorityKey(), 1, -1, 365);
  addName(X509_get_subject_name(certificate.get()), "CN", CertificateRequest().issuerName);
  addName(X509_get_issuer_name(certificate.get()), "CN", CertificateRequest().issuerName);
  extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate.get(), authorityKey(), EVP_sha256());
  return pem(certificate.get());
}

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "clairis-dmp-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  _path = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(_path, ignored);
}

std::string Folder::write(const std::string& name, const std::string& bytes) const {
  const auto file = _path / name;
  std::ofstream(file, std::ios::binary) << bytes;
  return file.string();
}

StructureFiles structureFiles(const Folder& folder, const CertificateRequest& auth, const CertificateRequest& sign) {
  const auto authPair = issue(auth);
  const auto signPair = issue(sign, true);
  return {"1750803447",
          "1750803447",
          folder.write("auth.crt", authPair.certificatePem),
          folder.write("auth.key", authPair.keyPem),
          folder.write("sign.crt", signPair.certificatePem),
          folder.write("sign.key", signPair.keyPem)};
}

const SigningKey& signingKey() {
  initialiseXmlSignatures();
  static const SigningKey key(issue(signRequest(), true));
  return key;
}

CommandResult run(const std::string& program, const std::vector<std::string>& arguments) {
  Poco::Pipe output;
  const auto handle = Poco::Process::launch(program, arguments, nullptr, &output, &output);
  CommandResult result;
  Poco::PipeInputStream stream(output);
  Poco::StreamCopier::copyToString(stream, result.output);
  result.exitCode = handle.wait();
  return result;
}

}  // namespace clairis::dmp::test
