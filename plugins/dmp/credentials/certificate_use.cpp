// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/dmp/credentials/certificate_use.h"

#include <string>

#include "core/domain/refusal.h"

namespace clairis::dmp {

void checkUse(const CertificateFacts& facts, CertificateUse use, std::string_view structure) {
  const bool forSigning = use == CertificateUse::signature;
  const bool signing = facts.nonRepudiation && !facts.clientAuthentication;
  const bool authenticating = facts.clientAuthentication && !facts.nonRepudiation;
  if (forSigning ? authenticating : signing) {
    throw Refusal("dmp.certificate.swapped", std::string(forSigning ? "sign.cert is an authentication" : "auth.cert is a signature") +
                                                 " certificate: the AUTH and SIGN pairs of the structure are swapped");
  }
  if (!facts.digitalSignature || (forSigning ? !signing : !authenticating)) {
    throw Refusal("dmp.certificate.usage", forSigning ? "sign.cert: expected key usage nonRepudiation and no clientAuth (ORG SIGN)"
                                                      : "auth.cert: expected extended key usage clientAuth and no nonRepudiation (ORG AUTH_CLI)");
  }
  if (facts.structure != structure) {
    throw Refusal("dmp.certificate.structure", "the certificate's OU is \"" + facts.structure + "\", expected \"" + std::string(structure) + "\"");
  }
}

}  // namespace clairis::dmp
