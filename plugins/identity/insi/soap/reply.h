// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pugi {
class xml_node;
class xml_document;
}  // namespace pugi

namespace clairis::identity::insi {

/// A fault in INSi's own words: soap:Fault with siram:Erreur in its Detail.
struct Fault {
  std::string code;       ///< of siram:Erreur ("desir_550"), else the innermost Subcode, else "fault"; lower case, no prefix
  std::string severity;   ///< information, avertissement, erreur, fatale; may be empty
  std::string text;       ///< of siram:Erreur, else the Reason
  std::string messageId;  ///< the call it speaks of, when it says so
  bool receiver = false;  ///< the other side's fault: the same call may succeed later
};

/// A SOAP 1.2 answer that was read: a fault, or a payload.
struct SoapReply {
  std::shared_ptr<const pugi::xml_document> document;
  std::optional<Fault> fault;
  pugi::xml_node payload() const;  ///< first element of Body
};

/// Tolerant in all that does no harm (prefixes, headers, unknown elements), strict in what does: DOCTYPE, an envelope of another version, an
/// empty body, a fault that names another call's MessageID. Throws Refusal "insi.answer.malformed" or "insi.answer.other_call".
SoapReply readReply(std::string_view bytes, std::string_view messageId);

}  // namespace clairis::identity::insi
