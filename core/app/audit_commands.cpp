// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "core/app/serve_command.h"
#include "core/audit/verify.h"

namespace clairis::app {
namespace {

int verify(Instance& instance) {
  const auto key = instance.auditKey();
  const auto report = instance.database().reading([&](Reader& reader) { return verifyAudit(reader, key, instance.auditHeadFile()); });
  std::cout << "entries sealed: " << report.entries << "\nheads compared: " << report.heads << "\nwaiting for a seal: " << report.waiting << '\n';
  if (report.purgedUpTo > 0) std::cout << "purged up to position: " << report.purgedUpTo << '\n';
  if (report.missing > 0) std::cout << "MISSING entries: " << report.missing << ", the first at position " << *report.firstMissing << '\n';
  if (report.firstBroken) std::cout << "BROKEN: the seal does not fit from position " << *report.firstBroken << '\n';
  if (report.truncatedAfter) std::cout << "TRUNCATED: the head file knows entries after position " << *report.truncatedAfter << '\n';
  std::cout << (report.sound() ? "the audit chain is intact\n" : "the audit chain is NOT intact: keep this database as evidence and compare with a backup\n");
  return report.sound() ? 0 : 1;
}

}  // namespace

void addAuditCommands(CommandLine& commands, const std::function<Instance&()>& instance) {
  commands.add({"audit verify", "Recomputes the seals of the audit trail and compares them with the kept heads.", [instance](CLI::App&) {
                  return [instance] { return verify(instance()); };
                }});
}

}  // namespace clairis::app
