// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/grants.h"

#include <doctest/doctest.h>

#include "core/security/accounts.h"
#include "core/security/tokens.h"
#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

std::string words(const std::vector<SiteGrant>& list) {
  std::string text;
  for (const auto& grant : list) text += (text.empty() ? "" : " ") + grant.role + "@" + grant.siteId;
  return text;
}

void insertSite(UnitOfWork& work, const std::string& id) {
  work.execute(
      "INSERT INTO site (id, version, code, name, structure_id, zone, address_line, postal_code, city, country, phone, facility_code, "
      "facility_display, setting_code, setting_display, privacy_notice, is_default) VALUES ($1, 1, $2, 'n', '1750803447', 'Europe/Paris', '', '', "
      "'', '', '', '', '', '', '', '', 0)",
      {id, id});
}

Account account(const std::string& login, std::vector<SiteGrant> grants) {
  Account made;
  made.login = login;
  made.grants = std::move(grants);
  return made;
}

struct Practice {
  Practice() {
    store->write(Lane::batch, [](UnitOfWork& work) {
      insertSite(work, "north");
      insertSite(work, "south");
    });
  }
  Account make(const Account& wanted) {
    return store->writing(Lane::interactive, [&](UnitOfWork& work) { return accounts::create(work, "test", wanted); });
  }
  Account set(const Account& which, std::vector<SiteGrant> grants, std::optional<std::int64_t> version = {}) {
    return store->writing(Lane::interactive, [&](UnitOfWork& work) { return accounts::setGrants(work, "account:chief", which.id, version, grants); });
  }
  std::string stored(const Account& which) {
    return words(store->reading([&](Reader& reader) { return grants::of(reader, which.id); }));
  }
  TestStore store;
};

}  // namespace

TEST_CASE("grants are kept once, in order, without what all sites say already") {
  CHECK(words(grants::simplified({{"b", "2"}, {"a", "1"}, {"b", "2"}, {"a", ""}})) == "a@1 b@2");
  CHECK(words(grants::simplified({{"a", "1"}, {"a", "*"}, {"b", "1"}, {"b", ""}})) == "a@* b@1");
  CHECK(words(grants::everyRoleAt({"a", "b"}, {"1", "2"})) == "a@1 a@2 b@1 b@2");
  CHECK(words(grants::everyRoleAt({"a"}, {})) == "a@");
  CHECK(grants::uniform(grants::everyRoleAt({"a", "b"}, {"1", "2"})));
  CHECK_FALSE(grants::uniform({{"a", "1"}, {"b", "2"}}));
}

TEST_CASE("an account is stored with its role at each site, changed on the version read, and the change says both in the trail") {
  Practice practice;
  const auto made = practice.make(account("doctor", {{"radiologist", "north"}, {"secretary", "south"}}));
  CHECK(practice.stored(made) == "radiologist@north secretary@south");
  const auto changed = practice.set(made, {{"radiologist", "*"}}, 1);
  CHECK(changed.version == 2);
  CHECK(practice.stored(made) == "radiologist@*");
  CHECK(refusalOf([&] { practice.set(made, {{"resident", "*"}}, 1); }) == "account.version");
  CHECK(practice.stored(made) == "radiologist@*");
  practice.store->read([&](Reader& reader) {
    const auto row = reader.first("SELECT actor, detail FROM audit_entry WHERE action = 'account.grants_changed'");
    REQUIRE_FALSE(row.empty());
    CHECK(row[0].text() == "account:chief");
    CHECK(row[1].text() == R"({"before":["radiologist@north","secretary@south"],"after":["radiologist@*"]})");
    CHECK(accounts::findByLogin(reader, "doctor")->version == 2);
  });
}

TEST_CASE("what cannot be held is refused and changes nothing [SC.SSI/IAM.91]") {
  Practice practice;
  const auto made = practice.make(account("doctor", {{"radiologist", "north"}}));
  const auto outcome = [&](std::vector<SiteGrant> list) { return refusalOf([&] { practice.set(made, std::move(list)); }); };
  CHECK(outcome({}) == "account.roles.empty");
  CHECK(outcome({{"king", "north"}}) == "role.unknown");
  CHECK(outcome({{"", "north"}}) == "role.unknown");
  CHECK(outcome({{"radiologist", "west"}}) == "account.site.unknown");
  CHECK(outcome({{"radiologist", "north"}, {"administrator", "south"}}) == "account.roles.mixed");
  CHECK(outcome({{"radiologist", "north"}, {"administrator", ""}}) == "account.roles.mixed");
  CHECK(refusalOf([&] { practice.set(account("nobody", {}), {{"resident", "north"}}); }) == "account.unknown");
  CHECK(practice.stored(made) == "radiologist@north");
  CHECK(outcome({{"administrator", ""}}).empty());
}

TEST_CASE("a token's caller has the roles, the sites and the grants of its account, and its own id") {
  Practice practice;
  const auto made = practice.make(account("doctor", {{"radiologist", "north"}, {"secretary", "south"}}));
  const auto token = practice.store->writing(Lane::interactive, [&](UnitOfWork& work) { return tokens::issue(work, "test", {made.id, "n"}); });
  const auto holder = practice.store->reading([&](Reader& reader) { return tokens::holder(reader, token.text, practice.store.clock.now()); });
  REQUIRE(holder);
  CHECK(holder->caller.roles == std::vector<std::string>{"radiologist", "secretary"});
  CHECK(holder->caller.siteIds == std::vector<std::string>{"north", "south"});
  CHECK_FALSE(holder->caller.allSites);
  CHECK(holder->caller.sessionId == token.id);
  CHECK(allowedAt(holder->caller, "report.validate", "north"));
  CHECK_FALSE(allowedAt(holder->caller, "report.validate", "south"));
}

TEST_CASE("accounts of the schema before keep each of their roles at each of their sites") {
  TestStore store(TestStore::Schema::none);
  auto before = coreMigrations();
  std::erase_if(before.files, [](const EmbeddedFile& file) { return std::string_view(file.name) >= "0008"; });
  migrate(*store, {before});
  store->write(Lane::batch, [](UnitOfWork& work) {
    insertSite(work, "north");
    insertSite(work, "south");
    const auto add = [&](const char* id, const char* roles, const char* sites) {
      work.execute(
          "INSERT INTO account (id, version, login, password_hash, failures, locked_at, roles, site_ids, practitioner_id, active, created_at) "
          "VALUES ($1, 1, $2, '', 0, '', $3, $4, '', 1, '')",
          {id, id, roles, sites});
    };
    add("everywhere", "radiologist,resident", "*");
    add("two", "secretary,identity_officer", "north,south");
    add("one", "technologist", "south");
    add("none", "administrator", "");
  });
  migrate(*store, {coreMigrations()});
  const auto stored = [&](const char* id) { return words(store->reading([&](Reader& reader) { return grants::of(reader, id); })); };
  CHECK(stored("everywhere") == "radiologist@* resident@*");
  CHECK(stored("two") == "identity_officer@north identity_officer@south secretary@north secretary@south");
  CHECK(stored("one") == "technologist@south");
  CHECK(stored("none") == "administrator@");
}
