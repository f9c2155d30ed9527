// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/identities.h"
#include "plugins/hl7/message/message.h"
#include "plugins/hl7/receiver/receiver.h"

namespace clairis::hl7 {

/// One frame on its way through.
struct Receiver::Context {
  std::string_view frame;          ///< as received
  std::optional<Message> message;  ///< once its text could be read
  Envelope envelope;
  Sender sender;
  InboundKey key;
  std::string sealed;
  std::vector<std::string> answers;
  std::string outcome = "AA";
  std::string condition;             ///< of a refusal: code and place
  std::string remark;                ///< of an acceptance: what the sender should know
  std::optional<IdentityTask> task;  ///< of a refusal: what a person must do about it
  std::string incident;              ///< names an unexpected failure in log and answer
  bool repeated = false;
  bool kept = false;  ///< the raw message was stored with the effect
};

}  // namespace clairis::hl7
