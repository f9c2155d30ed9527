// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "core/plugin/clinic.h"
#include "core/plugin/sql.h"
#include "plugins/identity/insi/options/options.h"

namespace clairis::identity::insi {

/// Held at the site that a call is made for, by who asks and by who decides about the answer.
constexpr std::string_view kCallPermission = "insi.call";

/// Under which structure, by which way a call leaves.
struct Standing {
  std::string siteId;
  std::string structure;
  std::string mode;  ///< manual, automatic, card
  std::string assertion;
  webservice::Transport* transport = nullptr;
};

/// Who calls from where, as a request says it.
struct Asking {
  const Caller& caller;
  std::string siteId;          ///< empty: the caller's only site, else the default one
  std::string practitionerId;  ///< for whom, in an SCM; empty: the caller himself when he is registered
  std::string assertion;       ///< as handed by a workstation's agent; empty: the certificate speaks
};

/// Chooses structure and certificate (AUTH.02, SR-32). Thread-safe.
class Standings {
public:
  Standings(const InsiOptions& options, const Credentials& credentials, webservice::Transport* card, Clinic& clinic, Store& store,
            const Clock& clock);
  /// For a person: permission insi.call at the site (RIS.INS.06). Refusal "insi.not_configured", "site.right", "insi.structure.…",
  /// "insi.assertion.…", "certificate.…".
  Standing manual(const Asking& asking) const;
  /// For what nobody triggers, with the INSI-AUTO certificate.
  Standing automatic() const;

private:
  const InsiOptions& _options;
  const Credentials& _credentials;
  webservice::Transport* _card;
  Clinic& _clinic;
  Store& _store;
  const Clock& _clock;
};

}  // namespace clairis::identity::insi
