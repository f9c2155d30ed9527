// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/delivery_channel.h"
#include "core/plugin/identities.h"
#include "plugins/hl7/client/destination.h"
#include "plugins/hl7/status/order_status.h"

namespace clairis::hl7 {

/// A message ready to be encoded, in UTF-8, with and without the INS: identities change between two tries, and the guard decides before each (SR-02).
struct BuiltMessage {
  std::string plain;
  std::string withIns;  ///< empty when the INS may not leave
  std::optional<Ins> ins;
  std::string patientId;       ///< whose INS it is
  std::vector<Ins> withdrawn;  ///< numbers that the receiver gives up by it
};

using Builder = std::function<BuiltMessage(Reader& reader, const MessageView& message, const Destination& destination, const MessageStamp& stamp)>;
/// Asked before each try, since bytes may wait for days after they were made: throws Refusal when what they tell is not true any more.
using Standing = std::function<void(Reader& reader, const MessageView& message)>;

/// A kind of stored message. `build` throws Refusal when it cannot be built as things are. `standing` may be empty: a state that is told again when
/// it changes is overtaken by the next message.
struct MessageKind {
  Builder build;
  Standing standing;
};
using MessageKinds = std::map<std::string, MessageKind, std::less<>>;

inline constexpr std::string_view kOrderStatusKind = "order.status";

/// All kinds of this version. `clinic` and `identities`, which may be null, outlive them.
MessageKinds messageKinds(Clinic& clinic, Identities* identities = nullptr);

}  // namespace clairis::hl7
