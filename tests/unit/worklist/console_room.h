// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "plugins/worklist/consoles/console_registry.h"
#include "unit/store/store_fixture.h"

const std::vector<clairis::EmbeddedFile>& worklist_migrations();

namespace clairis::test {

/// A database with the worklist's own tables, and a registry on it.
struct ConsoleRoom {
  explicit ConsoleRoom(std::size_t recorded = 3) : registry(open(recorded)) {}

  std::unique_ptr<worklist::ConsoleRegistry> open(std::size_t recorded) {
    migrate(*store, {coreMigrations(), {"worklist", worklist_migrations()}});
    auto made = std::make_unique<worklist::ConsoleRegistry>(worklist::ConsoleRegistry::Services{*store, store.clock, store.log, store.metrics},
                                                            worklist::ConsoleRegistry::Settings{{}, recorded},
                                                            [](Reader&) { return std::string("Europe/Paris"); });
    made->refresh();
    return made;
  }

  worklist::StoredProfile give(const std::string& title, const dicom::ConsoleProfile& profile, std::optional<std::int64_t> expected = {}) {
    return store->writing(Lane::interactive, [&](UnitOfWork& work) { return worklist::storeProfile(work, caller, title, profile, expected); });
  }
  void asks(const std::string& title, std::string bytes = "x", worklist::RecordedQuery like = {}) {
    dicom::AnsweredQuery query;
    query.callingAe = title;
    query.peer = "10.0.0.7";
    query.identifier = {std::move(bytes), true};
    query.outcome.status = like.status;
    query.outcome.answers = static_cast<std::size_t>(like.answers);
    query.outcome.accessions = like.accessions;
    registry->answered(std::move(query));
  }
  std::vector<worklist::RecordedQuery> recorded(const std::string& title) {
    return store->reading([&](Reader& reader) { return worklist::recordedQueries(reader, title, 1000); });
  }
  std::optional<worklist::HeardConsole> heard(const std::string& title) {
    return store->reading([&](Reader& reader) { return worklist::heardConsole(reader, title); });
  }

  TestStore store;
  Caller caller{"account:admin"};
  std::unique_ptr<worklist::ConsoleRegistry> registry;
};

}  // namespace clairis::test
