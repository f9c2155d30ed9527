// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/identity/insi_house.h"

using namespace clairis;
using namespace clairis::identity::insi;
using namespace clairis::identity::insi::test;

namespace {

using Verdict = Verification::Verdict;

/// The same house with an automatic standing, the queue and the campaign.
struct VerifyingHouse : InsiHouse {
  explicit VerifyingHouse(bool autoValidation = false) : InsiHouse(autoValidation) { standing.mode = "automatic"; }

  Verification verify(const std::string& id, Verifier::Which which = Verifier::Which::own) {
    return verifier.verify(systemCaller(), standing, id, which, "campaign", Lane::batch, {});
  }
  /// Somebody whose INS a partner sent, who is not believed.
  Patient foreign() {
    auto feed = clairis::test::patTrois();
    feed.trust = SenderTrust::other;
    return receive(feed);
  }
  std::int64_t waiting() {
    return read([](Reader& reader) { return waitingChecks(reader); });
  }
  std::optional<DueCheck> take() {
    return write([](UnitOfWork& work) { return takeDueCheck(work, work.now() + std::chrono::minutes(5)); });
  }
};

std::string ok() { return result("00", "OK"); }
std::string ko() { return result("01", "KO"); }

}  // namespace

TEST_CASE("a verified INS keeps its status and gets a date; call and answer are traced [RIS.INS.42] [RIS.INS.48]") {
  VerifyingHouse house;
  house.transport.says({ok()});
  const auto patient = house.stored(IdentityStatus::qualified);
  const auto result = house.verify(patient.id);
  CHECK(result.verdict == Verdict::ok);
  CHECK(house.call(result.callId).code == "OK");
  CHECK(house.call(result.callId).mode == "automatic");
  CHECK(house.patient(patient.id).status == IdentityStatus::qualified);
  CHECK_FALSE(house.patient(patient.id).insiCheckedAt.empty());
  CHECK(house.audited("insi.verify") == "OK");
}

TEST_CASE("KO takes the INS away and opens a task, in the unit of work of the answer [RIS.INS.42] [RIS.INS.43]") {
  VerifyingHouse house;
  house.transport.says({ko()});
  const auto patient = house.stored(IdentityStatus::qualified);
  CHECK(house.verify(patient.id).verdict == Verdict::ko);
  CHECK(house.patient(patient.id).status == IdentityStatus::validated);
  CHECK_FALSE(house.patient(patient.id).ins);
  CHECK(house.tasks("insi_ko", patient.id).size() == 1);
}

TEST_CASE("no verdict is made of a fault, a cut or an unreadable answer [RIS.INS.42]") {
  VerifyingHouse house;
  const auto patient = house.stored(IdentityStatus::qualified);
  for (const auto& answer :
       {ScriptedTransport::http(500, fault("desir_560")), ScriptedTransport::http(200, "<html/>"), ScriptedTransport::http(200, result("02", "KO")),
        webservice::HttpAnswer{webservice::Passage::sentWithoutAnswer, "network.timeout", "late", 0, "", ""}}) {
    house.transport.says(answer);
    CHECK(house.verify(patient.id).verdict == Verdict::failed);
    CHECK(house.patient(patient.id).status == IdentityStatus::qualified);
  }
}

TEST_CASE("traits that changed while INSi was asked are not judged by its answer [RIS.INS.42]") {
  VerifyingHouse house;
  house.transport.says({ko()});
  const auto patient = house.stored(IdentityStatus::qualified);
  house.transport.onPost = [&] {
    house.write([&](UnitOfWork& work) { work.execute("UPDATE patient SET birth_name = 'AUTRE' WHERE id = $1", {patient.id}); });
  };
  house.verify(patient.id);
  CHECK(house.patient(patient.id).ins);
}

TEST_CASE("somebody without INS is not asked about") {
  VerifyingHouse house;
  CHECK(house.verify(house.adrun().id).verdict == Verdict::nothing);
  CHECK(house.transport.requests.empty());
}

TEST_CASE("an INS of a partner is verified by itself: OK offers it, KO integrates nothing [SR-04] [RIS.INS.46] [RIS.INS.47]") {
  VerifyingHouse house;
  const auto patient = house.foreign();
  CHECK_FALSE(house.patient(patient.id).ins);
  CHECK(house.events("patient.ins_to_verify", patient.id) == 1);
  house.transport.says({ok()});
  CHECK(house.verify(patient.id, Verifier::Which::foreign).verdict == Verdict::ok);
  CHECK(house.tasks("ins_verified", patient.id).size() == 1);
  CHECK_FALSE(house.patient(patient.id).ins);
  house.transport.says({ko()});
  CHECK(house.verify(patient.id, Verifier::Which::foreign).verdict == Verdict::ko);
  CHECK(house.tasks("insi_ko", patient.id).size() == 1);
  CHECK_FALSE(house.patient(patient.id).ins);
  CHECK(house.verify(patient.id, Verifier::Which::foreign).verdict == Verdict::nothing);
}

TEST_CASE("the queue gives each patient to one worker, and keeps him until a verdict [RIS.INS.46]") {
  VerifyingHouse house;
  const auto patient = house.foreign();
  house.write([&](UnitOfWork& work) { requestCheck(work, patient.id); });
  house.write([&](UnitOfWork& work) { requestCheck(work, patient.id); });
  CHECK(house.waiting() == 1);
  const auto check = house.take();
  REQUIRE(check);
  CHECK(check->patientId == patient.id);
  CHECK_FALSE(house.take());
  house.write([&](UnitOfWork& work) { requestCheck(work, patient.id); });  // the partner sent again meanwhile
  house.write([&](UnitOfWork& work) { finishCheck(work, *check); });
  CHECK(house.waiting() == 1);
  const auto again = house.take();
  REQUIRE(again);
  house.write([&](UnitOfWork& work) { finishCheck(work, *again); });
  CHECK(house.waiting() == 0);
}

TEST_CASE("what cannot be verified now comes later, longer each time, an hour at most, and lets others by [RIS.INS.46]") {
  CHECK(checkBackoff(0) == std::chrono::seconds(10));
  CHECK(checkBackoff(1) == std::chrono::seconds(20));
  CHECK(checkBackoff(8) == std::chrono::seconds(2560));
  for (const int attempts : {9, 10, 100, 1'000'000}) CHECK(checkBackoff(attempts) == std::chrono::hours(1));
  VerifyingHouse house;
  const auto first = house.foreign();
  auto feed = clairis::test::nessi();
  feed.trust = SenderTrust::other;
  const auto second = house.receive(feed);
  for (const auto& id : {first.id, second.id}) house.write([&](UnitOfWork& work) { requestCheck(work, id); });
  const auto check = house.take();
  REQUIRE(check);
  house.write([&](UnitOfWork& work) { postponeCheck(work, *check, work.now() + std::chrono::hours(1), "network.timeout"); });
  const auto next = house.take();
  REQUIRE(next);
  CHECK(next->patientId != check->patientId);
  CHECK(house.waiting() == 2);
  CHECK(house.sql("SELECT last_code FROM identity_insi_check WHERE patient_id = $1", {check->patientId}) == "network.timeout");
}
