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

namespace clairis::dmp {

/// A SOAP 1.2 fault in the receiver's own words.
struct SoapFault {
  bool receiver = false;  ///< Code says Receiver: the other side is at fault, not the request
  std::string code;       ///< innermost Subcode, without prefix, else the Code
  std::string text;       ///< first Reason text
};

/// An answer whose envelope was read and whose RelatesTo named our request.
struct SoapReply {
  std::shared_ptr<const pugi::xml_document> document;
  std::string envelope;            ///< XML of the envelope, without MIME parts: the proof
  std::optional<SoapFault> fault;  ///< set instead of a payload

  pugi::xml_node payload() const;  ///< only child of Body
};

/// `contentType` and `body` as received (a single XML or multipart/related). A fault may lack RelatesTo: the receiver could not
/// read our MessageID. Throws Refusal "dmp.reply.malformed", "dmp.reply.multipart" or "dmp.reply.relates_to".
SoapReply readSoapReply(std::string_view contentType, std::string_view body, std::string_view messageId);

}  // namespace clairis::dmp
