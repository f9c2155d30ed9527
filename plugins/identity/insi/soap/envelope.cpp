// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/soap/envelope.h"

#include <openssl/rand.h>

#include <array>

#include "core/domain/refusal.h"
#include "core/webservice/xml/xml_text.h"

namespace clairis::identity::insi {

std::string envelope(const Software& software, const Stamp& stamp, const Cover& cover, std::string_view assertion, const Operation& operation) {
  std::string out = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                    R"(<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>)";
  if (!assertion.empty()) {
    out += R"(<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">)";
    out.append(assertion).append("</wsse:Security>");
  }
  out += lpsContext(software, stamp);
  out += R"(<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">)";
  webservice::appendEscaped(out, operation.action);
  out += R"(</wsa:Action><wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">)";
  webservice::appendEscaped(out, stamp.messageId);
  out += "</wsa:MessageID>" + bamContext(software, stamp, cover) + "</soap:Header><soap:Body>" + operation.body;
  return out + "</soap:Body></soap:Envelope>";
}

std::string contentType(std::string_view action) { return "application/soap+xml; charset=utf-8; action=\"" + std::string(action) + "\""; }

std::string newUuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Refusal("random.failed", "OpenSSL has no random bytes");
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0f];
  }
  return text;
}

}  // namespace clairis::identity::insi
