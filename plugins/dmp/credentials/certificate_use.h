// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "plugins/dmp/webservice.h"

namespace clairis::dmp {

/// IGC-Santé gives a structure two pairs that are never swapped: AUTH_CLI for TLS, SIGN ("cachet") for VIHF and XAdES.
enum class CertificateUse { authentication, signature };

/// Right kind of certificate, for this structure. Throws Refusal "dmp.certificate.swapped" (key usages of the other pair),
/// "dmp.certificate.usage" or "dmp.certificate.structure".
void checkUse(const CertificateFacts& facts, CertificateUse use, std::string_view structure);

}  // namespace clairis::dmp
