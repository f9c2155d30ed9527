// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The whole access model, said once more: whoever changes who may do what changes this table too, and a reader sees it.
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include "core/plugin/caller.h"

using namespace clairis;

namespace {

constexpr std::array kRoles{"radiologist", "resident", "technologist", "secretary", "identity_officer", "delivery_operator", "auditor", "administrator", "service", "embedding_editor"};

struct Line {
  const char* permission;
  const char* held;  ///< one letter a role in the order above: x held, - not
};

// clang-format off
constexpr Line kMatrix[] = {
    {"account.write",                "- - - - - - - x - -"},
    {"audit.read",                   "- - - - x - x x - -"},
    {"configuration.write",          "- - - - - - - x - -"},
    {"delivery.manage",              "x - - x x x - - - x"},
    {"delivery.read",                "x x - x x x - - x x"},
    {"directory.read",               "x x x x - - - x x x"},
    {"exam.perform",                 "x x x - - - - - x x"},
    {"exam.read",                    "x x x x x x - - x x"},
    {"funding.read",                 "x - - - - - x x - -"},
    {"identity.feed",                "- - - - - - - - x x"},
    {"identity.manage",              "- - - - x - - - - -"},
    {"identity.merge",               "- - - - x - - - - -"},
    {"identity.unlock",              "- - - - x - - - - -"},
    {"identity.validate",            "x - - x x - - - - x"},
    {"ins.read",                     "x x x x x - - - x x"},
    {"insi.call",                    "x - - x x - - - x x"},
    {"order.read",                   "x x x x x - - - x x"},
    {"order.write",                  "x x x x - - - - x x"},
    {"patient.read",                 "x x x x x x - - x x"},
    {"patient.write",                "x - - x x - - - x x"},
    {"practitioner.write",           "- - - - - - - x - -"},
    {"report.announce",              "x - - - - - - - - -"},
    {"report.provisional",           "x x - - - - - - - -"},
    {"report.read",                  "x x - x - - - - x x"},
    {"report.validate",              "x - - - - - - - - -"},
    {"report.validated_elsewhere",   "- - - - - - - - - x"},
    {"report.write",                 "x x - x - - - - - x"},
    {"site.read",                    "x x x x x x x x x x"},
    {"site.write",                   "- - - - - - - x - -"},
    {"worklist.read",                "x x x x - - - - x x"},
};
// clang-format on

bool held(const Line& line, std::size_t role) { return line.held[2 * role] == 'x'; }

Caller with(std::string role) {
  Caller caller;
  caller.principal = "account:1";
  caller.roles = {std::move(role)};
  caller.allSites = true;
  return caller;
}

bool medical(std::string_view permission) { return permission == "report.validate" || permission == "report.announce"; }

}  // namespace

TEST_CASE("who may do what: every role, every permission [RIS.INS.05] [RIS.INS.06] [SR-10]") {
  std::set<std::string> listed, granted;
  for (const auto& line : kMatrix) {
    listed.insert(line.permission);
    for (std::size_t role = 0; role < kRoles.size(); ++role) {
      CAPTURE(line.permission);
      CAPTURE(kRoles[role]);
      auto caller = with(kRoles[role]);
      CHECK(allowed(caller, line.permission) == held(line, role));
      CHECK(allowedAt(caller, line.permission, "any") == held(line, role));
      caller.serviceToken = true;
      CHECK(allowed(caller, line.permission) == (held(line, role) && !medical(line.permission)));
    }
  }
  for (const auto& grant : roleGrants()) granted.insert(grant.permissions.begin(), grant.permissions.end());
  CHECK(listed == granted);
  CHECK(roleGrants().size() == kRoles.size());
}

TEST_CASE("an administrator holds nothing that concerns a patient, and nobody else holds what is his [SC.SSI/IAM.91]") {
  const std::set<std::string> privileged{"site.write", "practitioner.write", "account.write", "configuration.write"};
  for (const auto& line : kMatrix) {
    const std::string permission = line.permission;
    const bool business = permission.rfind("site.", 0) != 0 && permission.rfind("account.", 0) != 0 && permission.rfind("configuration.", 0) != 0 &&
                          permission.rfind("practitioner.", 0) != 0 && permission != "audit.read" && permission != "funding.read" &&
                          permission != "directory.read";
    CAPTURE(permission);
    if (business) CHECK_FALSE(allowed(with("administrator"), permission));
    if (privileged.count(permission) == 0) continue;
    for (const auto* role : kRoles) CHECK(allowed(with(role), permission) == (std::string_view(role) == "administrator"));
  }
}

TEST_CASE("the auditor reads traces and nothing of a patient; the delivery operator sees no national number [RIS.INS.05]") {
  std::set<std::string> auditor, operatorOf;
  for (const auto& line : kMatrix) {
    if (allowed(with("auditor"), line.permission)) auditor.insert(line.permission);
    if (allowed(with("delivery_operator"), line.permission)) operatorOf.insert(line.permission);
  }
  CHECK(auditor == std::set<std::string>{"audit.read", "funding.read", "site.read"});
  CHECK(operatorOf == std::set<std::string>{"delivery.manage", "delivery.read", "exam.read", "patient.read", "site.read"});
}

TEST_CASE("a role held at one site is good there, and for what concerns no site, but not next door") {
  Caller caller = with("ignored");
  caller.roles = {"radiologist", "secretary"};
  caller.allSites = false;
  caller.siteIds = {"north", "south"};
  caller.grants = {{"radiologist", "north"}, {"secretary", "south"}};
  CHECK(allowed(caller, "report.validate"));
  CHECK(allowedAt(caller, "report.validate", "north"));
  CHECK_FALSE(allowedAt(caller, "report.validate", "south"));
  CHECK_FALSE(allowedAt(caller, "report.validate", "west"));
  CHECK_FALSE(allowedAt(caller, "report.validate", ""));
  CHECK(allowedAt(caller, "report.write", "south"));
  CHECK(caller.activeAt("south"));
  CHECK_FALSE(caller.activeAt("west"));
  CHECK(caller.hasRoleAt("secretary", "south"));
  CHECK_FALSE(caller.hasRoleAt("secretary", "north"));
  CHECK_NOTHROW(requireAt(caller, "report.validate", "north"));
  CHECK_THROWS(requireAt(caller, "report.validate", "south"));
  caller.grants = {{"radiologist", "*"}};
  CHECK(allowedAt(caller, "report.validate", "west"));
  caller.grants = {{"radiologist", ""}};
  CHECK(allowed(caller, "report.validate"));
  CHECK_FALSE(allowedAt(caller, "report.validate", ""));
  CHECK_FALSE(allowedAt(caller, "report.validate", "north"));
}

TEST_CASE("without grants each role is held at each site of the caller; the system is everywhere, but never a physician") {
  Caller caller = with("radiologist");
  caller.allSites = false;
  caller.siteIds = {"north"};
  CHECK(allowedAt(caller, "report.validate", "north"));
  CHECK_FALSE(allowedAt(caller, "report.validate", "south"));
  Caller system;
  system.principal = "system";
  CHECK(allowedAt(system, "exam.perform", "north"));
  CHECK_FALSE(allowedAt(system, "report.validate", "north"));
  CHECK_FALSE(allowedAt(Caller{}, "exam.read", "north"));
}
