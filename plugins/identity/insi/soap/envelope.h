// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "plugins/identity/insi/soap/headers.h"

namespace clairis::identity::insi {

/// What is asked: an operation and its element, XML without declaration.
struct Operation {
  std::string action;  ///< "urn:ServiceIdentiteCertifiee:1.0.0:<operation>"
  std::string body;
};

/// A SOAP 1.2 request. `assertion`: the SAML assertion of a professional's card, taken over byte for byte because it is signed; without it the
/// Security header is left out, the structure's certificate being enough.
std::string envelope(const Software& software, const Stamp& stamp, const Cover& cover, std::string_view assertion, const Operation& operation);

std::string contentType(std::string_view action);

/// Version 4 UUID. Throws Refusal "random.failed" when OpenSSL has no random bytes.
std::string newUuid();

}  // namespace clairis::identity::insi
