// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/console_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "plugins/worklist/consoles/console_view.h"
#include "plugins/worklist/consoles/explanation.h"
#include "plugins/worklist/consoles/profile_json.h"
#include "plugins/worklist/consoles/start.h"
#include "plugins/worklist/listener.h"

namespace clairis::worklist {
namespace {

const Caller kSystem{"system"};

ConsoleContext contextOf(Host& host) {
  ConsoleContext context{host, makeRegistry(host), worklistOf(host)};
  context.registry->refresh();
  return context;
}

int list(Host& host) {
  const auto views = host.store().reading([&](Reader& reader) { return consoleViews(reader, profileOf(host.options())); });
  for (const auto& view : views) {
    std::cout << fmt::format("{:16}  served by {:16}", view.aeTitle, view.servedBy);
    if (view.heard) {
      std::cout << fmt::format("  asked {} from {}: {} answers, {}", view.heard->lastAt, view.heard->lastPeer, view.heard->lastAnswers,
                               dicom::statusMeaning(view.heard->lastStatus));
      if (!view.heard->spelledOut.empty()) std::cout << fmt::format("; {} attributes spelled out", view.heard->spelledOut.size());
    }
    std::cout << '\n';
  }
  return 0;
}

int show(Host& host, const std::string& ae) {
  const auto title = consoleTitle(ae);
  std::cout << toJson(host.store().reading([&](Reader& reader) { return consoleView(reader, title, profileOf(host.options())); })).dump(2) << '\n';
  return 0;
}

/// "answerLimit=40" …, on what the console is served by until now.
dicom::ConsoleProfile changed(const ConsoleView& view, const std::vector<std::string>& assignments) {
  auto members = nlohmann::json::object();
  for (const auto& assignment : assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos) throw Refusal("worklist.profile.member", "expected member=value", assignment.substr(0, 60));
    const auto member = assignment.substr(0, equals);
    members[member] = typedValue(member, std::string_view(assignment).substr(equals + 1));
  }
  return profileFrom(members, view.served);
}

int set(Host& host, const std::string& ae, const std::vector<std::string>& assignments) {
  const auto title = consoleTitle(ae);
  host.store().write(Lane::interactive, [&](UnitOfWork& work) {
    const auto view = servedView(work, title, profileOf(host.options()));
    storeProfile(work, kSystem, title, changed(view, assignments), view.own ? std::optional(view.own->version) : std::nullopt);
  });
  return show(host, title);
}

int remove(Host& host, const std::string& ae) {
  const auto title = consoleTitle(ae);
  host.store().write(Lane::interactive, [&](UnitOfWork& work) {
    const auto own = storedProfile(work, title);
    removeProfile(work, kSystem, title, own ? own->version : 0);
  });
  return 0;
}

void audit(Host& host, const char* action, const std::string& title, const nlohmann::json& detail) {
  host.store().write(Lane::interactive, [&](UnitOfWork& work) { work.audit({kSystem.principal, action, "console:" + title, "ok", detail.dump()}); });
}

int preview(Host& host, const std::string& ae, const std::string& queryId) {
  const auto title = consoleTitle(ae);
  const auto context = contextOf(host);
  const auto query = host.store().reading([&](Reader& reader) { return chooseQuery(reader, title, queryId); });
  audit(host, "worklist.previewed", title, nlohmann::json::object());
  std::cout << toJson(look(context, title, query.identifier.get(), std::numeric_limits<std::size_t>::max())).dump(2) << '\n';
  return 0;
}

struct ExplainWords {
  std::string accession;
  std::string callingAe;
  std::string query;
  bool json = false;
};

int explainTo(Host& host, const ExplainWords& words) {
  const auto title = consoleTitle(words.callingAe);
  const auto accession = AccessionNumber::parse(words.accession).text();
  const auto context = contextOf(host);
  audit(host, "worklist.explained", title, {{"accession", accession}});
  const auto told = explain(context, accession, title, words.query);
  std::cout << (words.json ? toJson(told).dump(2) + "\n" : toText(told));
  return told.shown ? 0 : 3;
}

}  // namespace

void declareConsoleCommands(Commands& commands, const std::function<Host&()>& host) {
  const auto onTitle = [&commands, host](const char* path, const char* help, int (*act)(Host&, const std::string&)) {
    commands.add({path, help, [host, act](CLI::App& app) {
                    auto title = std::make_shared<std::string>();
                    app.add_option("AE", *title, "AE title, or * for every console without a profile")->required();
                    return [host, title, act] { return act(host(), *title); };
                  }});
  };
  commands.add({"worklist consoles", "Lists the consoles that have a profile or asked for the worklist.",
                [host](CLI::App&) { return [host] { return list(host()); }; }});
  onTitle("worklist console show", "Shows the profile a console is served by, and when it asked last.", show);
  onTitle("worklist console delete", "Takes a console's profile away: it is served as every console.", remove);
  commands.add({"worklist console set", "Changes a console's profile, effective with its next query.", [host](CLI::App& app) {
                  auto title = std::make_shared<std::string>();
                  auto assignments = std::make_shared<std::vector<std::string>>();
                  app.add_option("AE", *title, "AE title, or * for every console without a profile")->required();
                  app.add_option("MEMBER=VALUE", *assignments, "e.g. characterSet=\"ISO_IR 100\" stations=CT1,CT2 daysBefore=none")->required();
                  return [host, title, assignments] { return set(host(), *title, *assignments); };
                }});
  commands.add({"worklist preview", "Shows what a console would get now, through the same code as the network.", [host](CLI::App& app) {
                  auto title = std::make_shared<std::string>();
                  auto query = std::make_shared<std::string>();
                  app.add_option("AE", *title, "AE title")->required();
                  app.add_option("--query", *query, "Id of a recorded query; without it the last one, else one that restricts nothing");
                  return [host, title, query] { return preview(host(), *title, *query); };
                }});
  commands.add({"worklist explain", "Says key by key why a console shows an exam, or does not (exit code 3).", [host](CLI::App& app) {
                  auto words = std::make_shared<ExplainWords>();
                  app.add_option("--accession", words->accession, "Accession number")->required();
                  app.add_option("--calling-ae", words->callingAe, "AE title of the console")->required();
                  app.add_option("--query", words->query, "Id of a recorded query; without it the last one");
                  app.add_flag("--json", words->json, "As JSON");
                  return [host, words] { return explainTo(host(), *words); };
                }});
}

}  // namespace clairis::worklist
