// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/identifiers.h"
#include "core/domain/refusal.h"
#include "core/security/commands.h"
#include "core/security/password_rules.h"
#include "core/security/second_factor.h"

namespace clairis {
namespace {

constexpr auto kCommandLine = "system";  // who runs the command is the operating system's to know

std::string siteId(UnitOfWork& work, const std::string& code, const char* option) {
  const Row row = work.first("SELECT id FROM site WHERE code = $1", {code});
  if (row.empty()) throw NotFound("site.unknown", "no site has the code " + code, option);
  return row[0].text();
}

/// "role@code" is held at that site, "role" at those of --site.
std::vector<SiteGrant> grantsOf(UnitOfWork& work, const NewUser& user) {
  std::vector<std::string> sites;
  for (const auto& code : user.siteCodes) sites.push_back(siteId(work, code, "--site"));
  if (sites.empty()) sites.emplace_back(SiteGrant::kAllSites);
  std::vector<SiteGrant> list;
  for (const auto& given : user.roles) {
    const auto at = given.find('@');
    if (at != std::string::npos) {
      list.push_back({given.substr(0, at), siteId(work, given.substr(at + 1), "--role")});
      continue;
    }
    for (const auto& grant : grants::everyRoleAt({given}, sites)) list.push_back(grant);
  }
  return list;
}

void checkPractitioner(const NewUser& user) {
  const bool specialty = user.specialty.rfind("G15_10/SM", 0) == 0 && user.specialty.size() > 9;
  if (!specialty) throw Refusal("practitioner.specialty", "expected profession and specialty of a physician, e.g. G15_10/SM44", "--specialty");
  if (user.familyName.empty() || user.givenName.empty()) throw Refusal("practitioner.name", "a practitioner has --family and --given", "--family");
}

std::string practitionerId(UnitOfWork& work, const NewUser& user) {
  if (user.rpps.empty()) return {};
  const std::string idNat = Rpps::parse(user.rpps).idNat();
  const Row known = work.first("SELECT id FROM practitioner WHERE id_nat = $1", {idNat});
  if (!known.empty()) return known[0].text();
  checkPractitioner(user);
  const std::string id = work.newId();
  work.execute(
      "INSERT INTO practitioner (id, version, id_nat, family_name, given_name, civility, title, specialty_code, specialty_display, mss_address) "
      "VALUES ($1, 1, $2, $3, $4, '', 'DR', $5, '', '')",
      {id, idNat, user.familyName, user.givenName, user.specialty});
  work.audit({kCommandLine, "practitioner.created", "practitioner:" + id, "ok", "{}"});
  return id;
}

}  // namespace

AddedUser addUser(Store& store, const PasswordHasher& hasher, const NewUser& user) {
  AddedUser added;
  if (user.password.empty()) added.generatedPassword = generatedPassword();
  const std::string& password = user.password.empty() ? added.generatedPassword : user.password;
  const std::string login = accounts::checkedLogin(user.login);
  checkPassword(password, login);
  const std::string hash = hasher.hash(password);
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    Account account;
    account.login = login;
    account.passwordHash = hash;
    account.grants = grantsOf(work, user);
    account.practitionerId = practitionerId(work, user);
    account = accounts::create(work, kCommandLine, account);
    added.accountId = account.id;
    added.practitionerId = account.practitionerId;
  });
  return added;
}

IssuedToken createToken(Store& store, const std::string& login, const std::string& name, bool service, std::optional<int> days) {
  return store.writing(Lane::interactive, [&](UnitOfWork& work) {
    const auto account = accounts::findByLogin(work, accounts::checkedLogin(login));
    if (!account) throw NotFound("account.unknown", "no account has this login", "LOGIN");
    NewToken token{account->id, name, service ? TokenKind::service : TokenKind::personal, Authentication::bearerToken, {}};
    if (days) token.lifetime = std::chrono::hours(24) * *days;
    return tokens::issue(work, kCommandLine, token);
  });
}

void resetSecondFactor(Store& store, const std::string& login) {
  store.write(Lane::interactive, [&](UnitOfWork& work) {
    const auto account = accounts::findByLogin(work, accounts::checkedLogin(login));
    if (!account) throw NotFound("account.unknown", "no account has this login", "LOGIN");
    if (work.first("SELECT account_id FROM account_factor WHERE account_id = $1", {account->id}).empty())
      throw Refusal("second_factor.none", "this account has no second factor: nothing was changed", "LOGIN");
    SecondFactor::reset(work, kCommandLine, account->id);
  });
}

}  // namespace clairis
