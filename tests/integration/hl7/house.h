// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "core/work/clinic_service.h"
#include "core/work/collision_store.h"
#include "core/work/identity_service.h"
#include "core/work/patient_merges_service.h"
#include "integration/hl7/temporary_vault.h"
#include "plugins/hl7/mllp/server.h"
#include "plugins/hl7/receiver/receiver.h"
#include "unit/store/store_fixture.h"

namespace clairis::test {

work::ClinicService makeClinic(Environment environment);
work::IdentityService makeIdentities(Environment environment);

/// A practice with an empty database, one site, and the HL7 receiver on the real use cases.
class House {
public:
  explicit House(hl7::SenderTable senders = trustingSenders(), Environment environment = Environment::test);

  /// Partner GAM and DPI of the same domain; everybody else undeclared.
  static hl7::SenderTable trustingSenders();
  hl7::Receiver makeReceiver(Clinic& useCases);

  /// MSA-1 of the only answer.
  std::string send(const std::string& message);
  /// The only answer, whole.
  std::string answer(const std::string& message);
  std::int64_t count(const std::string& table);
  Row row(const std::string& sql, const Params& params = {});
  /// The patient who answers for this local number today; empty: nobody.
  Patient patient(const std::string& localId);
  std::vector<IdentityTask> tasks(const std::string& kind);

  TestStore store;
  TemporaryVault vault;
  work::ClinicService clinic;
  work::IdentityService identities;
  work::PatientMergesService merges;
  work::CollisionStore edge{*store, store.log};
  hl7::SenderTable senders;
  Environment environment;
  std::string siteId;
  hl7::Receiver receiver;
};

/// MSA-1 of an answer.
std::string codeOf(const std::string& answer);
/// ERR-3.1 of an answer.
std::string conditionOf(const std::string& answer);

/// A partner's end of a link.
class Partner {
public:
  explicit Partner(int port);
  void send(std::string_view bytes);
  /// The next answer; empty when the link is closed.
  std::string answer();

private:
  std::unique_ptr<hl7::Stream> _stream;
  hl7::FrameReader _reader{1 << 20};
  std::string _buffer;
  std::string_view _rest;
};

}  // namespace clairis::test
