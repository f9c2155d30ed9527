// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/plugin/options.h"
#include "plugins/hl7/mapping/modality.h"
#include "plugins/hl7/mapping/sender.h"

namespace clairis::hl7 {

/// The declared partners. Options hl7.sender.<name>.trust|charset|site|accession|station_ae|status_destination, where <name> is MSH-3 or MSH-3/MSH-4
/// with every character other than letters, digits, '-' and '_' written '_'. An undeclared sender gets the defaults: trust `other` (SR-04), set
/// 8859/15 (SR-35). Immutable after construction.
class SenderTable {
public:
  SenderTable() = default;
  /// Throws Refusal "hl7.sender" for an unknown key or value.
  explicit SenderTable(const Options& options);
  void add(std::string key, Sender sender) { _senders.insert_or_assign(std::move(key), std::move(sender)); }

  const std::map<std::string, Sender, std::less<>>& all() const noexcept { return _senders; }

  /// MSH-3/MSH-4 first, then MSH-3 alone. `name` of the result is what is logged and audited.
  Sender find(const std::string& application, const std::string& facility) const;

private:
  std::map<std::string, Sender, std::less<>> _senders;
};

/// Options hl7.modality.<procedure code>.
ModalityTable modalityTable(const Options& options);

}  // namespace clairis::hl7
