// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/core_commands.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "core/app/init_command.h"
#include "core/domain/refusal.h"
#include "core/store/place_repository.h"
#include "core/store/search_key_rebuild.h"
#include "core/time/zone.h"

namespace clairis::app {
namespace {

void print(const LoadedPlugin& plugin) {
  const auto& d = plugin.description;
  std::cout << d.name << ' ' << d.version << "\n  file: " << plugin.file << "\n  threads: " << d.threads << "\n  requirements:";
  for (const auto& id : d.requirements) std::cout << ' ' << id;
  std::cout << "\n  options:\n";
  for (const auto& option : d.options) std::cout << "    " << option.name << " (default " << (option.defaultValue.empty() ? "none" : option.defaultValue) << "): " << option.help << '\n';
  for (const auto& file : plugin.plugin->migrations()) std::cout << "  migration: " << file.name << '\n';
}

int listPlugins(const Settings& settings) {
  for (const auto& plugin : settings.enabled) std::cout << plugin.description.name << '\t' << plugin.description.version << "\tenabled\n";
  for (const auto& plugin : settings.others) std::cout << plugin.description.name << '\t' << plugin.description.version << "\tnot enabled\n";
  for (const auto& plugin : settings.refused) std::cout << plugin.file << "\t-\trefused: " << plugin.why << '\n';
  return settings.refused.empty() ? 0 : 1;
}

int migrateNow(const Settings& settings, Database& database) {
  const auto done = migrate(database, migrationSets(settings));
  for (const auto& migration : done) std::cout << migration.component << ' ' << migration.version << ' ' << migration.name << '\n';
  std::cout << done.size() << " migrations applied\n";
  if (const auto changed = store::rebuildSearchKeys(database); changed > 0) std::cout << changed << " search keys of names made again\n";
  return 0;
}

int check(const Settings& settings, Database& database) {
  const auto missing = pending(database, migrationSets(settings));
  for (const auto& migration : missing) std::cout << "pending migration: " << migration.component << ' ' << migration.name << '\n';
  if (!missing.empty()) {
    std::cout << "run `clairis migrate`\n";
    return 1;
  }
  std::cout << "configuration and database are usable; " << settings.enabled.size() << " plugins enabled\n";
  return 0;
}

void addSite(Commands& commands, const std::function<Database&()>& database) {
  commands.add({"site add", "Adds a site: a place of practice with its structure and time zone.", [database](CLI::App& app) {
                  auto site = std::make_shared<Site>();
                  site->facilityType = {"SA08", "", "1.2.250.1.71.4.2.4"};
                  site->practiceSetting = {"AMBULATOIRE", "", "1.2.250.1.213.1.1.4.9"};
                  site->zone = "Europe/Paris";
                  app.add_option("code", site->code, "Short stable name, e.g. main")->required();
                  app.add_option("--name", site->name, "Name on the letterhead")->required();
                  app.add_option("--structure", site->structureId, "Struct_IdNat, e.g. 1 and the FINESS")->required();
                  app.add_option("--zone", site->zone, "IANA time zone");
                  app.add_option("--address", site->address.line, "Street and number");
                  app.add_option("--postal-code", site->address.postalCode);
                  app.add_option("--city", site->address.city);
                  app.add_option("--phone", site->phone);
                  app.add_option("--facility-type", site->facilityType.code, "JDV_J02, e.g. SA08");
                  app.add_option("--practice-setting", site->practiceSetting.code, "JDV_J04, e.g. AMBULATOIRE");
                  app.add_option("--privacy-notice", site->privacyNotice, "Bottom of each report");
                  auto traits = std::make_shared<std::string>(toText(site->paperTraits));
                  app.add_option("--paper-traits", *traits,
                                 "Printed beside the strict traits, in this order: used_name used_first_name birth_names birth_place local_id")
                      ->capture_default_str();
                  return [database, site, traits] {
                    site->paperTraits = paperTraitsFrom(*traits);
                    site->structureId = StructureId::parse(site->structureId).text();
                    site->zone = Zone(site->zone).name();
                    database().write(Lane::interactive, [&](UnitOfWork& work) {
                      if (store::findSiteByCode(work, site->code)) throw Conflict("site.code.taken", "another site has the code " + site->code);
                      site->id = work.newId();
                      store::insertSite(work, *site, false);
                      work.audit({"system", "site.added", "site:" + site->id, "ok", "{}"});
                    });
                    std::cout << site->id << '\n';
                    return 0;
                  };
                }});
}

}  // namespace

std::vector<MigrationSet> migrationSets(const Settings& settings) {
  std::vector<MigrationSet> sets{coreMigrations()};
  for (const auto& plugin : settings.enabled) {
    if (auto files = plugin.plugin->migrations(); !files.empty()) sets.push_back({plugin.description.name, std::move(files)});
  }
  return sets;
}

void addCoreCommands(CommandLine& commands, const std::function<const Settings&()>& settings, const std::function<Database&()>& database) {
  commands.add({"init", "Makes a new instance in a folder: configuration, database, administrator.", [&commands](CLI::App& app) {
                  auto wanted = std::make_shared<NewInstance>();
                  app.add_option("folder", wanted->folder, "Folder to make")->required();
                  app.add_option("--site-name", wanted->siteName, "Name of the first site");
                  app.add_option("--structure", wanted->structureId, "Its Struct_IdNat, e.g. 1 and the FINESS");
                  app.add_option("--zone", wanted->zone, "Its IANA time zone");
                  return [&commands, wanted] { return initialise(commands.invocation(), *wanted); };
                }});
  commands.add({"migrate", "Brings the database to the schema of this version.", [=](CLI::App&) {
                  return [=] { return migrateNow(settings(), database()); };
                }});
  commands.add({"check", "Checks configuration, plugins and database without serving.", [=](CLI::App&) {
                  return [=] { return check(settings(), database()); };
                }});
  commands.add({"config reference", "Prints every option with its default and meaning.", [&commands](CLI::App&) {
                  return [&commands] {
                    auto invocation = commands.invocation();
                    const bool withFile = !invocation.configFile.empty();
                    if (!withFile) invocation.overrides.push_back("plugins.enabled=");
                    std::cout << configurationReference(readSettings(invocation, withFile).options->specs());
                    return 0;
                  };
                }});
  commands.add({"plugin list", "Plugins found, and whether they are enabled.", [&commands](CLI::App&) {
                  return [&commands] {
                    auto invocation = commands.invocation();
                    const bool withFile = !invocation.configFile.empty();
                    if (!withFile) invocation.overrides.push_back("plugins.enabled=");
                    return listPlugins(readSettings(invocation, withFile));
                  };
                }});
  commands.add({"plugin inspect", "Shows what a plugin file declares, without starting it.", [](CLI::App& app) {
                  auto file = std::make_shared<std::string>();
                  app.add_option("file", *file, "clairis_<name>.so")->required();
                  return [file] {
                    print(loadPlugin(std::filesystem::absolute(*file).string()));
                    return 0;
                  };
                }});
  addSite(commands, database);
}

}  // namespace clairis::app
