// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/security/commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

// Secrets come by standard input: an argument would be in the process list and the shell's history.
std::string secretLine() {
  std::string line;
  std::getline(std::cin, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.empty()) throw Refusal("password.missing", "expected a line on standard input, found none");
  return line;
}

std::function<int()> userAdd(CLI::App& app, const std::function<SecurityContext&()>& context) {
  auto user = std::make_shared<NewUser>();
  auto fromInput = std::make_shared<bool>(false);
  app.add_option("LOGIN", user->login, "Login, lower case")->required();
  app.add_option("--role", user->roles, "Role, or role@code for one site alone, may be repeated")->required();
  app.add_option("--site", user->siteCodes, "Code of a site where it holds the roles named without one, may be repeated; none: all sites");
  app.add_option("--rpps", user->rpps, "RPPS of a physician: 11 digits; makes or finds the practitioner");
  app.add_option("--family", user->familyName, "Family name of the practitioner");
  app.add_option("--given", user->givenName, "Given name of the practitioner");
  app.add_option("--specialty", user->specialty, "Profession and specialty, e.g. G15_10/SM44");
  app.add_flag("--password-stdin", *fromInput, "Read the password from standard input; else one is generated and printed once");
  return [user, fromInput, context] {
    if (*fromInput) user->password = secretLine();
    SecurityContext& security = context();
    const AddedUser added = addUser(security.store, security.hasher, *user);
    std::cout << "account " << added.accountId << '\n';
    if (!added.practitionerId.empty()) std::cout << "practitioner " << added.practitionerId << '\n';
    if (!added.generatedPassword.empty()) std::cout << "password " << added.generatedPassword << '\n';
    return 0;
  };
}

std::function<int()> tokenCreate(CLI::App& app, const std::function<SecurityContext&()>& context) {
  struct Arguments {
    std::string login;
    std::string name;
    bool service = false;
    std::optional<int> days;
  };
  auto given = std::make_shared<Arguments>();
  app.add_option("LOGIN", given->login, "Login of the account the token acts for")->required();
  app.add_option("--name", given->name, "What the token is for")->required();
  app.add_flag("--service", given->service, "A machine's token: holds no medical permission");
  app.add_option("--days", given->days, "Days until it expires; none: until revoked")->check(CLI::Range(1, 3660));
  return [given, context] {
    std::cout << createToken(context().store, given->login, given->name, given->service, given->days).text << '\n';
    return 0;
  };
}

std::function<int()> resetSecondFactor(CLI::App& app, const std::function<SecurityContext&()>& context) {
  auto login = std::make_shared<std::string>();
  app.add_option("LOGIN", *login, "Login of the account whose telephone is lost")->required();
  return [login, context] {
    resetSecondFactor(context().store, *login);
    return 0;
  };
}

std::function<int()> vaultPut(CLI::App& app, const std::function<FileVault&()>& vault) {
  auto name = std::make_shared<std::string>();
  app.add_option("NAME", *name, "Name; the configuration refers to it as vault:NAME")->required();
  return [name, vault] {
    vault().put(*name, secretLine());
    return 0;
  };
}

}  // namespace

void addSecurityCommands(Commands& commands, std::function<SecurityContext&()> context, std::function<FileVault&()> vault) {
  commands.add({"user add", "Create an account, and the practitioner behind it when --rpps is given.",
                [context](CLI::App& app) { return userAdd(app, context); }});
  commands.add(
      {"token create", "Create a bearer token for an account and print it, once.", [context](CLI::App& app) { return tokenCreate(app, context); }});
  commands.add({"user reset-second-factor",
                "Take the second factor and its recovery codes away from an account and end its sessions: its telephone is lost.",
                [context](CLI::App& app) { return resetSecondFactor(app, context); }});
  commands.add({"vault put", "Store a secret, read from standard input, in the sealed secrets file.",
                [vault](CLI::App& app) { return vaultPut(app, vault); }});
}

}  // namespace clairis
