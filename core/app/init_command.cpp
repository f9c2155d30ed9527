// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/init_command.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "core/app/core_commands.h"
#include "core/app/json_log.h"
#include "core/app/prometheus_metrics.h"
#include "core/domain/refusal.h"
#include "core/security/commands.h"
#include "core/store/place_repository.h"
#include "core/time/zone.h"

namespace clairis::app {
namespace {

constexpr const char* kConfiguration = R"(# Clairis. Lines are `name = value`; `clairis config reference` explains every option.
# Another value for one start: clairis serve --config FILE --set name=value

# test or production: binds INS OIDs, endpoints and certificates; nothing of one works in the other.
environment = test

# sqlite:PATH (beside this file when relative) or postgresql:host=... port=... dbname=... user=...
database = sqlite:clairis.db

# Listeners, all on loopback until configured; 0 switches one off.
http.port = 8480
dicom.port = 11112
mllp.port = 2575
dicom.ae_title = CLAIRIS

# Plugins that start, in this order.
plugins.enabled = {}

# Root of the object identifiers made here; production needs the one assigned to this instance.
# oid.root = 2.25

# Key of the vault. Keep a copy elsewhere: what it sealed cannot be opened without it.
# vault.key_file = vault.key
)";

// A first text for the bottom of the reports (RIS.DOC.06); the practice writes its own.
constexpr const char* kPrivacyNotice =
    "Vos données de santé sont enregistrées pour votre prise en charge et, sauf opposition de votre part, transmises à vos professionnels de santé et "
    "à votre dossier médical partagé. Pour exercer vos droits d'accès, de rectification et d'opposition, adressez-vous au secrétariat.";

std::string enabledPlugins(const Invocation& invocation) {
  Invocation plain = invocation;
  plain.overrides.push_back("plugins.enabled=");
  const auto settings = readSettings(plain, false);
  // The shipped order: the renderer before what validates, the listeners after what they call. The DMP needs certificates first.
  std::string names;
  for (const auto* name : {"reporting", "worklist", "hl7", "funding", "identity"}) {
    for (const auto& plugin : settings.others) {
      if (plugin.description.name == name) names += (names.empty() ? "" : ",") + plugin.description.name;
    }
  }
  return names;
}

void requireNew(const std::filesystem::path& file) {
  if (std::filesystem::exists(file)) throw Refusal("init.exists", file.string() + " exists already: choose another folder");
}

void writeNew(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) throw Refusal("init.write", "cannot write " + file.string() + ": check the rights and the space left");
}

}  // namespace

int initialise(const Invocation& invocation, const NewInstance& wanted) {
  const auto structure = StructureId::parse(wanted.structureId).text();
  const auto zone = Zone(wanted.zone).name();
  std::filesystem::create_directories(wanted.folder);
  const auto configuration = wanted.folder / "clairis.properties";
  // All before the first is written: what is refused leaves the folder as it was.
  for (const auto* name : {"clairis.properties", "vault.key", "clairis.db"}) requireNew(wanted.folder / name);
  writeNew(configuration, fmt::format(fmt::runtime(kConfiguration), enabledPlugins(invocation)));
  createVaultKey(wanted.folder / "vault.key");

  Invocation here = invocation;
  here.configFile = configuration.string();
  const auto settings = readSettings(here);
  const SystemClock clock;
  JsonLog log(clock, stderr, Log::Level::warning);
  PrometheusMetrics metrics;
  const auto database = Database::open({databaseUrl(settings)}, clock, log, metrics);
  migrate(*database, migrationSets(settings));
  database->write(Lane::interactive, [&](UnitOfWork& work) {
    Site site;
    site.id = work.newId();
    site.code = "main";
    site.name = wanted.siteName;
    site.structureId = structure;
    site.zone = zone;
    site.facilityType = {"SA08", "Cabinet de groupe", "1.2.250.1.71.4.2.4"};
    site.practiceSetting = {"AMBULATOIRE", "Ambulatoire", "1.2.250.1.213.1.1.4.9"};
    site.privacyNotice = kPrivacyNotice;
    store::insertSite(work, site, true);
    work.audit({"system", "site.added", "site:" + site.id, "ok", "{}"});
  });
  const PasswordHasher hasher(securitySettings(*settings.options).hashing);
  NewUser administrator;
  administrator.login = "admin";
  administrator.roles = {"administrator"};
  const auto added = addUser(*database, hasher, administrator);
  std::cout << "configuration: " << configuration.string() << "\nadministrator: admin\npassword: " << added.generatedPassword
            << "\n(shown once) Start with: clairis serve --config " << configuration.string() << '\n';
  return 0;
}

}  // namespace clairis::app
