// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace clairis::dmp {

/// WS-Addressing properties of one request.
struct Addressing {
  std::string messageId;  ///< "urn:uuid:…", fresh for each try
  std::string to;         ///< endpoint URL
  std::string action;
};

/// A SOAP 1.2 request: header blocks in the order of the DMP's samples (MessageID, To, ReplyTo, Action, Security with the bare
/// assertion), then the body. `assertion` and `body` are XML without declaration, taken over unchanged: the assertion is signed.
std::string soapRequest(const Addressing& addressing, std::string_view assertion, std::string_view body);

/// Content-Type of a request that is not MTOM.
std::string soapContentType(std::string_view action);

}  // namespace clairis::dmp
