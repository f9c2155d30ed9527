// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/configuration.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/app/recording_host.h"

using namespace clairis;
using namespace clairis::app;
using clairis::test::contains;
using clairis::test::refusalOf;

namespace {

std::vector<OptionSpec> specs() {
  using T = OptionType;
  return {{"dmp.url", T::text, "", "", "Where.", false, {}},
          {"http.port", T::port, "8480", "", "Port.", false, {}},
          {"http.threads", T::integer, "16", "", "Threads.", false, {}},
          {"http.behind_proxy", T::boolean, "false", "", "Proxy.", false, {}},
          {"delivery.lease", T::duration, "60s", "", "Lease.", false, {}},
          {"environment", T::choice, "test", "", "Environment.", false, {"test", "production"}},
          {"plugins.enabled", T::list, "a,b", "", "Plugins.", false, {}},
          {"store.password", T::text, "", "", "Password.", true, {}},
          {"hl7.sender.*", T::text, "", "", "A partner.", false, {}},
          {"size", T::integer, "1", "bytes", "Size.", false, {}}};
}

Configuration configured(const std::string& name, const std::string& value) { return {{{name, {value, "clairis.properties:12"}}}, specs()}; }
test::Refused refused(const std::string& name, const std::string& value) {
  return refusalOf([&] { configured(name, value); });
}

struct File {
  explicit File(std::string_view text) : path("/tmp/clairis-configuration-" + std::to_string(::getpid())) {
    std::ofstream(path, std::ios::binary) << text;
  }
  ~File() { std::filesystem::remove(path); }
  std::string path;
};

test::Refused refusedFile(std::string_view text) {
  const File file(text);
  return refusalOf([&] { readConfiguration(file.path); });
}

}  // namespace

TEST_CASE("an unknown key is refused with file, line and the declared name that is nearest") {
  const auto typo = refused("http.prot", "80");
  CHECK(typo.code == "config.key.unknown");
  CHECK(typo.detail == "clairis.properties:12: no option is called \"http.prot\"; did you mean \"http.port\"?");
  const auto strange = refused("something.else.entirely", "1");
  CHECK(strange.code == "config.key.unknown");
  CHECK(contains(strange.detail, "`clairis config reference` lists all of them"));
  CHECK(refused("", "1").code == "config.key.unknown");
  CHECK(refused("HTTP.PORT", "1").code == "config.key.unknown");
}

TEST_CASE("an ill-typed value is refused with file, line, key and what was expected") {
  struct Case {
    const char* name;
    const char* value;
    const char* expected;
  };
  for (const auto& [name, value, expected] :
       std::initializer_list<Case>{{"http.port", "eighty", "a port from 0 (off) to 65535"},
                                   {"http.port", "65536", "a port from 0 (off) to 65535"},
                                   {"http.port", "-1", "a port from 0 (off) to 65535"},
                                   {"http.port", "", "a port from 0 (off) to 65535"},
                                   {"http.threads", "12x", "a whole number"},
                                   {"http.threads", "1.5", "a whole number"},
                                   {"http.threads", "99999999999999999999", "a whole number"},
                                   {"size", "big", "a whole number (bytes)"},
                                   {"http.behind_proxy", "yes", "true or false"},
                                   {"http.behind_proxy", "TRUE", "true or false"},
                                   {"environment", "prod", "one of test, production"},
                                   {"delivery.lease", "soon", "a duration such as 250ms, 30s, 5min, 2h or 7d"}}) {
    CAPTURE(value);
    const auto why = refused(name, value);
    CHECK(why.code == "config.value.ill_typed");
    CHECK(why.detail == std::string("clairis.properties:12: \"") + name + "\" expects " + expected + ", found \"" + value + "\"");
  }
}

TEST_CASE("a secret in the configuration is a reference, and a value written there by mistake is not repeated in the message") {
  CHECK(configured("store.password", "vault:store").text("store.password") == "vault:store");
  CHECK(configured("store.password", "").text("store.password").empty());
  const auto plain = refused("store.password", "hunter2");
  CHECK(plain.code == "config.value.ill_typed");
  CHECK(contains(plain.detail, "clairis.properties:12: \"store.password\" expects a reference vault:<name>"));
  CHECK_FALSE(contains(plain.detail, "hunter2"));
}

TEST_CASE("durations are read in every unit, and what has none, a sign or too much is refused") {
  using namespace std::chrono_literals;
  const auto lease = [](const char* text) { return configured("delivery.lease", text).duration("delivery.lease"); };
  CHECK(lease("250ms") == 250ms);
  CHECK(lease("30s") == 30s);
  CHECK(lease("5min") == 5min);
  CHECK(lease("2h") == 2h);
  CHECK(lease("7d") == 168h);
  CHECK(lease("0s") == 0s);
  CHECK(lease("36500d") == 36500 * 24h);
  for (const auto* text :
       {"", "30", "s", "-5s", "+5s", "5 s", "5S", "5m", "1.5h", "9223372036854775807d", "9223372036854775807h", "99999999999999999999s", "36601d"}) {
    CAPTURE(text);
    CHECK(refused("delivery.lease", text).code == "config.value.ill_typed");
  }
}

TEST_CASE("a family takes any name below it, and lists the names") {
  const Configuration two(
      {{"hl7.sender.GAM.charset", {"8859/15", "f:1"}}, {"hl7.sender.GAM.trust", {"other", "f:2"}}, {"hl7.sender.PFI.trust", {"same", "f:3"}}},
      specs());
  CHECK(two.children("hl7.sender.") == std::vector<std::string>{"GAM", "PFI"});
  CHECK(two.text("hl7.sender.GAM.trust") == "other");
  CHECK(two.text("hl7.sender.NEW.trust").empty());
  CHECK(refused("hl7.sender.", "x").code == "config.key.unknown");
  CHECK(refused("hl7.sender", "x").code == "config.key.unknown");
}

TEST_CASE("lists are split at commas without blanks and empty items, and defaults stand in for what is not configured") {
  CHECK(configured("plugins.enabled", " a , b,,c ,").list("plugins.enabled") == std::vector<std::string>{"a", "b", "c"});
  CHECK(configured("plugins.enabled", "").list("plugins.enabled").empty());
  const Configuration nothing({}, specs());
  CHECK(nothing.list("plugins.enabled") == std::vector<std::string>{"a", "b"});
  CHECK(nothing.integer("http.port") == 8480);
  CHECK_FALSE(nothing.boolean("http.behind_proxy"));
  CHECK(configured("http.behind_proxy", "true").boolean("http.behind_proxy"));
  CHECK(refusalOf([&] { nothing.text("not.declared"); }).code == "option.undeclared");
  CHECK(refusalOf([&] { nothing.integer("dmp.url"); }).code == "config.value.ill_typed");
}

TEST_CASE("a file is read with comments, blanks, Windows line ends and equals signs in values") {
  const File file("# first\n\n  http.port =  1 \r\ndmp.url = https://x/?a=b\nenvironment=test");
  const auto values = readConfiguration(file.path);
  CHECK(values.size() == 3);
  CHECK(values.at("http.port").value == "1");
  CHECK(values.at("http.port").origin == file.path + ":3");
  CHECK(values.at("dmp.url").value == "https://x/?a=b");
  CHECK(values.at("environment").origin == file.path + ":5");
}

TEST_CASE("a line without an equals sign and a key given twice are refused with file and line") {
  const auto line = refusedFile("a = 1\nhttp.port 80\n");
  CHECK(line.code == "config.line.malformed");
  CHECK(contains(line.detail, ":2: expected `name = value`, found \"http.port 80\""));
  const auto twice = refusedFile("a = 1\n# between\na = 2\n");
  CHECK(twice.code == "config.key.repeated");
  CHECK(contains(twice.detail, ":3: \"a\" was set before at "));
  CHECK(contains(twice.detail, ":1; keep one of them"));
}

TEST_CASE("bytes that are no configuration are refused, however many and whatever they are") {
  CHECK(refusedFile(std::string(1 << 20, 'x')).code == "config.line.malformed");
  CHECK(refusedFile(std::string(1 << 20, 'x')).detail.size() < 300);
  CHECK(refusedFile(std::string("\0\0\0\xff\xfe", 5)).code == "config.line.malformed");
  const File marked(
      "\xEF\xBB\xBF"
      "environment = test\n");
  const auto why = refusalOf([&] { Configuration(readConfiguration(marked.path), specs()); });
  CHECK(why.code == "config.key.unknown");
  CHECK(contains(why.detail, "did you mean \"environment\"?"));
}

TEST_CASE("a file that is missing or is a folder is refused with its path") {
  for (const auto* path : {"/nonexistent/clairis.properties", "/tmp"}) {
    const auto why = refusalOf([&] { readConfiguration(path); });
    CHECK(why.code == "config.file.unreadable");
    CHECK(contains(why.detail, path));
  }
}

TEST_CASE("--set wins over the file, names itself as origin and is refused without a key") {
  ConfiguredValues values{{"http.port", {"1", "f:1"}}};
  setOverride(values, "http.port=abc");
  const auto why = refusalOf([&] { Configuration(values, specs()); });
  CHECK(contains(why.detail, "--set: \"http.port\" expects a port"));
  setOverride(values, " http.port = 2=2 ");
  CHECK(values.at("http.port").value == "2=2");
  setOverride(values, "dmp.url=");
  CHECK(values.at("dmp.url").value.empty());
  for (const auto* wrong : {"", "http.port", "=1"}) CHECK(refusalOf([&] { setOverride(values, wrong); }).code == "config.set.malformed");
}

TEST_CASE("the reference has a line for every option with default, unit, choices and what a secret is") {
  const auto text = configurationReference(specs());
  for (const auto& spec : specs()) CHECK(contains(text, "| `" + spec.name + "` |"));
  CHECK(contains(text, "| `http.port` | `8480` | Port. |"));
  CHECK(contains(text, "| `size` | `1` | Size. (bytes) |"));
  CHECK(contains(text, "One of: test, production."));
  CHECK(contains(text, "| `store.password` | – | Password. Secret: `vault:<name>`. |"));
}

TEST_CASE("the host's own options are valid by their own declarations and explained") {
  const auto own = coreOptions();
  CHECK(own.size() > 10);
  ConfiguredValues defaults;
  for (const auto& spec : own) {
    CHECK_FALSE(spec.help.empty());
    CHECK_MESSAGE(defaults.try_emplace(spec.name, ConfiguredValue{spec.defaultValue, "default"}).second, spec.name);
  }
  CHECK(refusalOf([&] { Configuration(defaults, own); }).code == "accepted");
}
