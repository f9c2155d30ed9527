// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/command_line.h"

#include <doctest/doctest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <sstream>

#include "core/domain/refusal.h"

using namespace clairis;
using namespace clairis::app;

namespace {

/// Standard output and standard error of a run.
struct Captured {
  Captured() : _out(std::cout.rdbuf(out.rdbuf())), _error(std::cerr.rdbuf(error.rdbuf())) {}
  ~Captured() {
    std::cout.rdbuf(_out);
    std::cerr.rdbuf(_error);
  }
  std::ostringstream out;
  std::ostringstream error;

private:
  std::streambuf* _out;
  std::streambuf* _error;
};

struct Ran {
  int code = 0;
  std::string out;
  std::string error;
  std::string did;
  Invocation invocation;
};

Command command(const std::string& path, std::function<int()> run) {
  return {path, "Does " + path + ".", [run = std::move(run)](CLI::App&) { return run; }};
}

Ran run(std::vector<const char*> words) {
  Ran ran;
  CommandLine line;
  line.add(command("plugin list", [&] {
    ran.did += "list";
    return 0;
  }));
  line.add(command("plugin inspect", [&] {
    ran.did += "inspect";
    return 7;
  }));
  line.add(command("refuses", []() -> int { throw Refusal("area.thing", "why", "PID-3"); }));
  line.add(command("throws", []() -> int { throw std::runtime_error("a plain one"); }));
  words.insert(words.begin(), "clairis");
  {
    Captured captured;
    ran.code = line.run(static_cast<int>(words.size()), words.data());
    ran.out = captured.out.str();
    ran.error = captured.error.str();
  }
  ran.invocation = line.invocation();
  return ran;
}

}  // namespace

TEST_CASE("a command of two words runs, and its exit code is the program's") {
  CHECK(run({"plugin", "list"}).did == "list");
  CHECK(run({"plugin", "list"}).code == 0);
  CHECK(run({"plugin", "inspect"}).did == "inspect");
  CHECK(run({"plugin", "inspect"}).code == 7);
}

TEST_CASE("wrong words, no words and a group without its second word are refused with code 2 and a sentence") {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {}, {"nonsense"}, {"plugin"}, {"plugin", "nonsense"}, {"plugin", "list", "more"}, {"--nonsense", "refuses"}, {"--config"}}) {
    const auto ran = run(words);
    CHECK(ran.code == 2);
    CHECK(ran.did.empty());
    CHECK_FALSE((ran.error + ran.out).empty());
  }
}

TEST_CASE("help and version are answers, not errors") {
  CHECK(run({"--help"}).code == 0);
  CHECK(run({"plugin", "--help"}).code == 0);
  CHECK(run({"plugin", "list", "--help"}).code == 0);
  CHECK(run({"plugin", "list", "--help"}).out.find("Does plugin list.") != std::string::npos);
  CHECK(run({"plugin", "list", "--help"}).did.empty());
  CHECK(run({"--version"}).code == 0);
}

TEST_CASE("a refusal goes to standard error with code, detail and field, and ends with 1") {
  const auto ran = run({"refuses"});
  CHECK(ran.code == 1);
  CHECK(ran.error == "clairis: area.thing: why [PID-3]\n");
  CHECK(ran.out.empty());
  CHECK(run({"throws"}).code == 1);
  CHECK(run({"throws"}).error == "clairis: a plain one\n");
}

TEST_CASE("--config and --set are taken before and after the command, --set several times") {
  const auto after = run({"plugin", "list", "--config", "f", "--set", "a=1", "--set", "b=2"});
  CHECK(after.invocation.configFile == "f");
  CHECK(after.invocation.overrides == std::vector<std::string>{"a=1", "b=2"});
  CHECK(after.did == "list");
  const auto before = run({"--config", "f", "--set", "a=1", "plugin", "list"});
  CHECK(before.invocation.overrides == std::vector<std::string>{"a=1"});
  CHECK(before.did == "list");
}
