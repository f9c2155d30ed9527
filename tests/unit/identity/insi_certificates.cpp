// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/identity/insi_certificates.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace clairis::identity::insi::test {
namespace {

EVP_PKEY* key() {
  static const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> made(EVP_RSA_gen(2048), EVP_PKEY_free);
  return made.get();
}

void addName(X509_NAME* name, const char* field, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
}

void extend(X509* certificate, int kind, const std::string& text) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
  if (extension == nullptr) throw std::runtime_error("bad extension " + text);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

template <class Write>
void writeFile(const std::filesystem::path& path, Write&& write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "w"), BIO_free);
  if (!file || write(file.get()) != 1) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

CertificateFolder::CertificateFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "clairis-insi-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  _path = pattern;
  writeFile(keyFile(), [](BIO* file) { return PEM_write_bio_PrivateKey(file, key(), nullptr, nullptr, 0, nullptr, nullptr); });
}

CertificateFolder::~CertificateFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(_path, ignored);
}

std::string CertificateFolder::issue(const std::string& name, const CertificateRequest& request) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 4711);
  X509_time_adj_ex(X509_getm_notBefore(certificate.get()), -1000, 0, nullptr);
  X509_time_adj_ex(X509_getm_notAfter(certificate.get()), request.validToDays, 0, nullptr);
  X509_set_pubkey(certificate.get(), key());
  addName(X509_get_subject_name(certificate.get()), "OU", request.structure);
  addName(X509_get_subject_name(certificate.get()), "CN", request.commonName);
  addName(X509_get_issuer_name(certificate.get()), "CN", request.issuer);
  extend(certificate.get(), NID_key_usage, "critical,digitalSignature");
  extend(certificate.get(), NID_ext_key_usage, request.purpose);
  X509_sign(certificate.get(), key(), EVP_sha256());
  const auto path = _path / (name + ".crt");
  writeFile(path, [&](BIO* file) { return PEM_write_bio_X509(file, certificate.get()); });
  return path.string();
}

StructureFiles CertificateFolder::structure(const std::string& id) {
  CertificateRequest manual, automatic;
  manual.structure = automatic.structure = id;
  automatic.commonName = "INSI-AUTO";
  return {id, "", issue(id + "-manu", manual), keyFile(), issue(id + "-auto", automatic), keyFile()};
}

}  // namespace clairis::identity::insi::test
