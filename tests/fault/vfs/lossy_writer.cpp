// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Writes rows and prints each number after its commit: lossy_writer DATABASE full|off. Ends when a write is refused, printing its code.
#include <dlfcn.h>
#include <sqlite3.h>

#include <cstdio>

#include "unit/store/store_fixture.h"

using namespace clairis;
using namespace clairis::test;

namespace {

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

/// Through the store, as the product does.
int writeWithStore(const std::string& path) {
  ManualClock clock;
  RecordingLog log;
  RecordingMetrics metrics;
  const auto database = Database::open({.url = "sqlite:" + path}, clock, log, metrics);
  for (int number = 1; number <= 100000; ++number) {
    try {
      database->write(Lane::interactive, [&](UnitOfWork& unit) {
        unit.execute("INSERT INTO thing (number, filler) VALUES ($1, $2)", {number, std::string(2000, 'x')});
        unit.execute("INSERT INTO twin (number) VALUES ($1)", {number});
      });
    } catch (const Refusal& refusal) {
      say(refusal.code());
      return 0;
    }
    say(std::to_string(number));
  }
  return 0;
}

/// The same rows with synchronous=OFF: what the store would lose if it did not insist on FULL.
int writeCarelessly(const std::string& path) {
  sqlite3* handle = nullptr;
  sqlite3_open(path.c_str(), &handle);
  sqlite3_exec(handle, "PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
  for (int number = 1; number <= 100000; ++number) {
    const auto sql = "BEGIN; INSERT INTO thing (number, filler) VALUES (" + std::to_string(number) + ", ''); INSERT INTO twin (number) VALUES (" +
                     std::to_string(number) + "); COMMIT";
    if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return 1;
    say(std::to_string(number));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  // A sanitizer's runtime must be loaded before anything that is preloaded, so such builds load the library here.
  if (const char* library = std::getenv("CLAIRIS_LOSSY_VFS"); library != nullptr && dlopen(library, RTLD_NOW | RTLD_GLOBAL) == nullptr) return 3;
  return std::string(argv[2]) == "full" ? writeWithStore(argv[1]) : writeCarelessly(argv[1]);
}
