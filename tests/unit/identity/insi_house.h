// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <functional>

#include "plugins/identity/insi/campaign/campaign.h"
#include "plugins/identity/insi/routes/insi_routes.h"
#include "plugins/identity/insi/service/searches.h"
#include "plugins/identity/insi/service/verifier.h"
#include "plugins/identity/insi/verification/check_worker.h"
#include "tests/unit/identity/insi_answers.h"
#include "unit/work/identity_house.h"

const std::vector<clairis::EmbeddedFile>& identity_migrations();

namespace clairis::identity::insi::test {

/// INSi as the test says it: answers in order, the last one again and again. Keeps what was asked.
class ScriptedTransport final : public webservice::Transport {
public:
  webservice::HttpAnswer post(const webservice::HttpPost& request) override {
    requests.push_back(request);
    if (onPost) onPost();
    auto answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }
  static webservice::HttpAnswer http(long status, std::string body) {
    return {webservice::Passage::answered, "", "", status, "application/soap+xml", std::move(body)};
  }
  void says(std::initializer_list<std::string> bodies) {
    answers.clear();
    for (const auto& body : bodies) answers.push_back(http(200, body));
  }
  void says(webservice::HttpAnswer answer) { answers = {std::move(answer)}; }

  std::deque<webservice::HttpAnswer> answers;
  std::vector<webservice::HttpPost> requests;
  std::function<void()> onPost;
};

/// Sealed text is not readable as such, and opens again.
class ReversingVault final : public Vault {
public:
  std::string secret(std::string_view) const override { return {}; }
  std::string seal(std::string_view plain) const override { return "sealed:" + std::string(plain.rbegin(), plain.rend()); }
  std::string open(std::string_view sealed) const override { return {sealed.rbegin(), sealed.rend() - 7}; }
};

inline PatientFeed feedOf(const Traits& traits, const char* localId) {
  PatientFeed feed;
  feed.patient.traits = traits;
  feed.patient.localIds = {{localId, "CIM-TEST", "1.2.250.1.71.4.2.2.1750803447.1"}};
  return feed;
}
inline PatientFeed adrunFeed() { return feedOf({"Adrun", "Zoé", "", "", "", "1975-12-31", Sex::female, ""}, "IPP1"); }
inline PatientFeed houillesFeed() { return feedOf({"HOUILLES", "PIERRE", "PIERRE PAUL JACQUES", "", "", "1993-01-27", Sex::male, ""}, "IPP2"); }

/// A practice that calls INSi over a scripted transport.
class InsiHouse : public clairis::test::IdentityHouse {
public:
  explicit InsiHouse(bool autoValidation = false) : IdentityHouse(autoValidation) {
    migrate(*store, {coreMigrations(), {"identity", identity_migrations()}});
    standing.transport = &transport;
    standing.structure = "1750803447";
    standing.mode = "manual";
    standing.siteId = main.id;
    caller.siteIds = {main.id};
  }

  Patient adrun() { return stored(IdentityStatus::provisional, adrunFeed()); }
  SearchResult search(const std::string& patientId) { return searches.byTraits({caller, "", "", ""}, standing, patientId, {}); }
  std::string sql(const std::string& text, const Params& params = {}) {
    const auto row = read([&](Reader& reader) { return reader.first(text, params); });
    return row.empty() ? "(none)" : row[0].text();
  }
  Call call(const std::string& id) {
    return read([&](Reader& reader) { return findCall(reader, id); }).value();
  }
  std::string audited(const std::string& action) {
    return sql("SELECT outcome FROM audit_entry WHERE action = $1 ORDER BY id DESC LIMIT 1", {action});
  }

  InsiOptions options;
  Caller caller = secretary();
  ScriptedTransport transport;
  ReversingVault vault;
  Client client{{{"CLAIRIS-0001", "Clairis", "0.1.0", "b3549edd-4ae9-472a-b26f-fd2fb4ef397f"}, "https://127.0.0.1/lps", "https://127.0.0.1/cpx"},
                store.clock,
                store.metrics};
  TracedCalls calls{*store, vault, client, store.metrics, store.log, "b3549edd-4ae9-472a-b26f-fd2fb4ef397f"};
  Searches searches{edge, clinic, service, calls, store.clock, options};
  Verifier verifier{edge, clinic, service, calls, store.clock, options};
  Standing standing;
};

}  // namespace clairis::identity::insi::test
