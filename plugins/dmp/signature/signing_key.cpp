// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/signature/signing_key.h"

#include <libxml/parser.h>
#include <openssl/pem.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmlsec.h>

#include <mutex>

#include "core/domain/refusal.h"

namespace clairis::dmp {

void initialiseXmlSignatures() {
  static std::once_flag once;
  std::call_once(once, [] {
    xmlInitParser();
    if (xmlSecInit() < 0 || xmlSecCryptoAppInit(nullptr) < 0 || xmlSecCryptoInit() < 0) {
      throw Refusal("dmp.signature.library", "libxmlsec1 could not be initialised");
    }
    // Refusals carry what matters; xmlsec would write its own lines to stderr.
    xmlSecErrorsDefaultCallbackEnableOutput(0);
  });
}

SigningKey::SigningKey(const KeyPair& pair)
    : _facts(pair.facts),
      _keyInfo("<ds:KeyInfo><ds:X509Data><ds:X509Certificate>" + base64(pair.facts.der) + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
      _key(nullptr) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pair.keyPem.data(), static_cast<int>(pair.keyPem.size())), BIO_free);
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> privateKey(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, const_cast<char*>("")),
                                                                 EVP_PKEY_free);
  auto* value = privateKey ? xmlSecOpenSSLEvpKeyAdopt(privateKey.get()) : nullptr;
  if (value == nullptr) throw Refusal("certificate.malformed", "the SIGN key is not an RSA key that xmlsec can use");
  static_cast<void>(privateKey.release());
  _key = xmlSecKeyCreate();
  if (_key == nullptr || xmlSecKeySetValue(_key, value) < 0) {
    xmlSecKeyDataDestroy(value);
    if (_key != nullptr) xmlSecKeyDestroy(_key);
    throw Refusal("certificate.malformed", "the SIGN key could not be given to xmlsec");
  }
}

SigningKey::~SigningKey() { xmlSecKeyDestroy(_key); }

std::string SigningKey::certificateDigest(DigestAlgorithm algorithm) const { return base64(digest(algorithm, _facts.der)); }

_xmlSecKey* SigningKey::duplicate() const {
  auto* copy = xmlSecKeyDuplicate(_key);
  if (copy == nullptr) throw Refusal("dmp.signature.failed", "the SIGN key could not be duplicated");
  return copy;
}

}  // namespace clairis::dmp
