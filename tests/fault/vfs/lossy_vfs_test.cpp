// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kLoad = "CLAIRIS_LOSSY_VFS";
#else
constexpr const char* kLoad = "LD_PRELOAD";
#endif

struct Counts {
  std::int64_t things = 0;
  std::int64_t twins = 0;
};

/// A database made on an honest disk, then written by another process on the lossy one.
class LossyRun {
public:
  LossyRun() : _folder(std::filesystem::temp_directory_path() / ("clairis_lossy_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(_folder);
    std::filesystem::create_directories(_folder);
    open([](Database& database) {
      database.write(Lane::batch, [](UnitOfWork& unit) {
        unit.execute("CREATE TABLE thing (number BIGINT PRIMARY KEY, filler TEXT)");
        unit.execute("CREATE TABLE twin (number BIGINT PRIMARY KEY)");
      });
    });
  }
  ~LossyRun() { std::filesystem::remove_all(_folder); }

  /// Starts the writer, kills it after `kill` commits (0: lets it end), and returns the last line it printed.
  std::string write(const std::string& mode, int kill, const std::string& fault = {}) {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    const auto child = fork();
    if (child == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      setenv(kLoad, LOSSY_VFS, 1);
      if (!fault.empty()) setenv(fault.substr(0, fault.find('=')).c_str(), fault.substr(fault.find('=') + 1).c_str(), 1);
      execl(LOSSY_WRITER, LOSSY_WRITER, path().c_str(), mode.c_str(), nullptr);
      _exit(127);
    }
    close(ends[1]);
    std::FILE* output = fdopen(ends[0], "r");
    std::string last;
    char line[256];
    for (int lines = 0; std::fgets(line, sizeof(line), output) != nullptr;) {
      last.assign(line, std::string_view(line).find('\n'));
      if (++lines == kill) ::kill(child, SIGKILL);
    }
    std::fclose(output);
    int status = 0;
    waitpid(child, &status, 0);
    return last;
  }

  Counts counts() {
    Counts result;
    open([&](Database& database) {
      database.read([&](Reader& reader) {
        result.things = reader.first("SELECT COUNT(*) FROM thing").at(0).integer();
        result.twins = reader.first("SELECT COUNT(*) FROM twin").at(0).integer();
        CHECK(reader.first("SELECT * FROM pragma_integrity_check").at(0).text() == "ok");
      });
    });
    return result;
  }

private:
  std::string path() const { return (_folder / "lossy.db").string(); }
  template <class F>
  void open(F&& work) {
    ManualClock clock;
    RecordingLog log;
    RecordingMetrics metrics;
    work(*Database::open({.url = "sqlite:" + path()}, clock, log, metrics));
  }

  std::filesystem::path _folder;
};

}  // namespace

TEST_CASE("the lossy disk really forgets: without flushes, acknowledged commits are gone after SIGKILL") {
  LossyRun run;
  CHECK(std::stoll(run.write("off", 50)) >= 50);
  CHECK(run.counts().things < 50);
}

TEST_CASE("every commit the store acknowledged survives SIGKILL on the lossy disk, whole") {
  for (const int kill : {1, 7, 50, 400}) {
    LossyRun run;
    const auto acknowledged = std::stoll(run.write("full", kill));
    const auto counts = run.counts();
    CAPTURE(kill);
    CHECK(acknowledged >= kill);
    CHECK(counts.things >= acknowledged);
    CHECK(counts.things <= acknowledged + 1);  // one may have been durable and not yet acknowledged
    CHECK(counts.twins == counts.things);
  }
}

TEST_CASE("torn writes lose nothing acknowledged either") {
  LossyRun run;
  const auto acknowledged = std::stoll(run.write("full", 300, "CLAIRIS_VFS_TEAR=1"));
  const auto counts = run.counts();
  CHECK(counts.things >= acknowledged);
  CHECK(counts.twins == counts.things);
}

TEST_CASE("a full disk and a failing disk are refused with their codes, and nothing is half done") {
  for (const auto& [fault, code] :
       {std::pair{"CLAIRIS_VFS_FULL_AFTER=400000", "store.full"}, std::pair{"CLAIRIS_VFS_IOERR_AFTER=400000", "store.io"}}) {
    LossyRun run;
    CHECK(run.write("full", 0, fault) == code);
    const auto counts = run.counts();
    CHECK(counts.things > 10);
    CHECK(counts.twins == counts.things);
  }
}
