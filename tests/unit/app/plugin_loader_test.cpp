// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_loader.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/domain/refusal.h"
#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::contains;
using clairis::test::refusalOf;

namespace {

std::string bad(const std::string& name) { return CLAIRIS_LIBRARIES "/bad_plugins/clairis_" + name + ".so"; }

void checkRefused(const std::string& file, const std::string& code, const std::string& part) {
  CAPTURE(file);
  const auto why = refusalOf([&] { loadPlugin(file); });
  CAPTURE(why.detail);
  CHECK(why.code == code);
  CHECK(contains(why.detail, file));
  CHECK(contains(why.detail, part));
}

struct Folder {
  Folder() : path("/tmp/clairis-plugins-" + std::to_string(::getpid())) { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& bytes) const {
    std::ofstream(path + "/" + name, std::ios::binary) << bytes;
    return path + "/" + name;
  }
  std::string path;
};

std::string bytesOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a plugin built for another host is refused, and both sides are named") {
  const auto host = compiledHandshake();
  checkRefused(bad("other_number"), "plugin.handshake", "SDK number: host 1, plugin 999");
  checkRefused(bad("other_sdk"), "plugin.handshake", std::string("SDK headers: host ") + host.sdkHash + ", plugin 0000");
  checkRefused(bad("other_compiler"), "plugin.handshake", "compiler major version: host " + std::to_string(host.compilerMajor) + ", plugin 4");
  checkRefused(bad("other_sanitizer"), "plugin.handshake", std::string("sanitizer: host ") + host.sanitizer + ", plugin memory");
  checkRefused(bad("other_libraries"), "plugin.handshake", "Poco version: host " + std::to_string(host.poco) + ", plugin 1\n");
  checkRefused(bad("other_libraries"), "plugin.handshake", std::string("DCMTK version: host ") + host.dcmtk + ", plugin 3.5.4");
  checkRefused(bad("empty_handshake"), "plugin.handshake", "plugin nothing");
  CHECK(contains(refusalOf([] { loadPlugin(bad("other_sdk")); }).detail, "rebuild it against this SDK"));
}

TEST_CASE("equal handshakes have no difference, and each field that differs is one line") {
  const auto host = compiledHandshake();
  CHECK(handshakeDifferences(host, host).empty());
  auto other = host;
  other.compilerMajor += 1;
  other.sanitizer = "thread or so";
  const auto lines = handshakeDifferences(host, other);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  other.sdk += 1;  // what follows may lie elsewhere in memory: not read
  CHECK(handshakeDifferences(host, other) == "SDK number: host " + std::to_string(host.sdk) + ", plugin " + std::to_string(other.sdk) + "\n");
}

TEST_CASE("a file that is no plugin is refused by name") {
  checkRefused(bad("no_handshake"), "plugin.not_a_plugin", "does not export clairis_handshake");
  checkRefused("/nonexistent/clairis_x.so", "plugin.unreadable", "cannot be loaded");
  const Folder folder;
  checkRefused(folder.file("clairis_text.so", "not a library"), "plugin.unreadable", "cannot be loaded");
  checkRefused(folder.file("clairis_empty.so", ""), "plugin.unreadable", "cannot be loaded");
}

TEST_CASE("a half-copied plugin is refused as incomplete, wherever the copy ended, and does not end the host") {
  const Folder folder;
  const auto whole = bytesOf(bad("no_class"));
  REQUIRE(whole.size() > 8000);
  for (const std::size_t size : {1, 16, 63, 64, 200, 3000, 5000}) {
    CAPTURE(size);
    const auto file = folder.file("clairis_short" + std::to_string(size) + ".so", whole.substr(0, size));
    checkRefused(file, "plugin.unreadable", size < 64 ? "it is not a shared library" : "the file is incomplete; copy it again");
  }
  auto hostile = whole;
  std::fill(hostile.begin() + 32, hostile.begin() + 40, '\xff');  // program headers said to lie beyond any file
  checkRefused(folder.file("clairis_hostile.so", hostile), "plugin.unreadable", "the file is incomplete");
}

TEST_CASE("a missing symbol is refused while loading, with the symbol's name, instead of ending the host at the first call") {
  checkRefused(bad("missing_symbol"), "plugin.unreadable", "functionThatNobodyDefines");
}

TEST_CASE("a library has exactly one plugin class") {
  checkRefused(bad("two_classes"), "plugin.class", "expected exactly one exported plugin class, found 2");
  checkRefused(bad("no_class"), "plugin.class", "expected exactly one exported plugin class, found 0");
}

TEST_CASE("a plugin whose constructor throws, whatever it throws, is refused by file") {
  checkRefused(bad("throwing_constructor"), "plugin.class", "no room");
  checkRefused(bad("foreign_constructor"), "plugin.class", "an exception of an unknown type");
}

TEST_CASE("a symbol that two plugins export belongs to each of them, in any order of loading") {
  CHECK(loadPlugin(bad("shared_name_one")).description.name == "one");
  CHECK(loadPlugin(bad("shared_name_two")).description.name == "two");
}

TEST_CASE("loading a file twice gives a plugin each time") {
  const auto first = loadPlugin(bad("hanging_start"));
  const auto second = loadPlugin(bad("hanging_start"));
  CHECK(first.plugin != second.plugin);
  CHECK(second.description.name == "hanging_start");
}

TEST_CASE("the plugins of a folder are clairis_<name>.so, sorted, and a folder that cannot be read is refused") {
  const Folder folder;
  for (const auto* name : {"clairis_b.so", "clairis_a.so", "other.so", "clairis_c.txt", "libclairis_d.so"}) folder.file(name, "");
  CHECK(pluginFiles(folder.path) == std::vector<std::string>{folder.path + "/clairis_a.so", folder.path + "/clairis_b.so"});
  const auto why = refusalOf([] { pluginFiles("/nonexistent/plugins"); });
  CHECK(why.code == "plugin.folder");
  CHECK(contains(why.detail, "/nonexistent/plugins"));
}
