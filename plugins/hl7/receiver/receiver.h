// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/clinic.h"
#include "core/plugin/identities.h"
#include "core/plugin/plugin.h"
#include "plugins/hl7/acknowledgement/acknowledgement.h"
#include "plugins/hl7/mapping/sender.h"
#include "plugins/hl7/receiver/inbox.h"
#include "plugins/hl7/receiver/sender_table.h"

namespace clairis::hl7 {

class IdentityIntake;
struct OrderRequest;

/// Takes one frame, acts on it and says what to answer. The answer exists only after the commit is durable. A message acts once: the same
/// MSH-10 from the same sender gets the stored answer, and with another body AE 207. Thread-safe.
class Receiver {
public:
  struct Services {
    Store& store;
    Clinic& clinic;
    const Clock& clock;
    const Vault& vault;
    Log& log;
    Metrics& metrics;
    Environment environment = Environment::test;
    Identities* identities = nullptr;  ///< without it no merge is carried out
    PatientMerges* merges = nullptr;
  };
  Receiver(Services services, SenderTable senders, ModalityTable modalities);

  /// Answers in the sender's character set, in order. Never throws.
  std::vector<std::string> receive(std::string_view frame, bool oversized, const std::string& peer) noexcept;

  /// Messages in a row that failed inside: the store is probably in trouble.
  int failuresInARow() const noexcept { return _failures; }

private:
  struct Context;
  void open(Context& context, std::string_view frame, bool oversized) const;
  void act(Context& context);
  Site siteFor(Reader& reader, const Context& context) const;
  IdentityIntake identityIntake() const;
  bool known(Context& context) const;
  std::optional<Site> siteUnlessKnown(Context& context) const;
  void commitPatient(Context& context);
  void commitVisit(Context& context);
  void commitMerge(Context& context);
  void commitNumberChange(Context& context);
  void commitAccountMove(Context& context);
  void commitOrders(Context& context);
  void commitOrder(UnitOfWork& work, const Caller& partner, const OrderRequest& request, const std::string& siteId,
                   const std::string& patientId) const;
  void commitAppointment(Context& context);
  template <class Effect>
  void commitIdentity(Context& context, Effect&& effect);
  template <class Effect>
  void commitOnce(Context& context, Effect&& effect);
  void openTask(const Context& context) noexcept;
  bool replay(Context& context, Reader& reader) const;
  void refuse(Context& context, const Fault& fault);
  void keep(const Context& context) noexcept;
  void account(const Context& context, const std::string& peer);
  std::vector<std::string> encoded(const Context& context, const Verdict& verdict) const;
  Caller caller(const Context& context) const;

  Services _services;
  SenderTable _senders;
  ModalityTable _modalities;
  std::atomic<int> _failures{0};
};

}  // namespace clairis::hl7
