// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// The smallest useful plugin: one option, one command, one route, one event subscription. Copy it, rename it, grow it.
#include <atomic>
#include <iostream>

#include "core/plugin/export.h"

namespace hello {

constexpr const char* kGreeting = "hello.greeting";

/// Greets, and counts the exams that were performed since it started.
class HelloPlugin final : public clairis::Plugin {
public:
  // Asked before anything starts, also by `clairis plugin inspect`: no side effect here.
  clairis::PluginDescription describe() const override {
    return {"hello",
            "1.0.0",
            "no thread of its own; the route and the event handler may run together",
            {},  // ids of the requirements it covers
            {{kGreeting, clairis::OptionType::text, "Bonjour", "", "First word of the greeting.", false, {}}}};
  }

  // A command of the program: `clairis hello exams --config …`. It runs without a serving host; `host()` opens the database.
  void declareCommands(clairis::Commands& commands, const std::function<clairis::Host&()>& host) override {
    commands.add({"hello exams", "Greets and says how many exams are stored.", [host](CLI::App&) {
                    return [host] {
                      std::int64_t exams = 0;
                      host().store().read([&](clairis::Reader& reader) { exams = reader.first("SELECT COUNT(*) FROM exam").at(0).integer(); });
                      std::cout << host().options().text(kGreeting) << ", " << exams << " exams\n";
                      return 0;
                    };
                  }});
  }

  // Registers and returns: what is registered counts from the moment start() has returned.
  void start(clairis::Host& host) override {
    host.routes().add(greeting(host));
    // "hello.exams" is a cursor kept in the database: after a restart it goes on where it stopped. An event may come twice.
    host.events().subscribe("hello.exams", {"exam.completed"}, [this, &host](const clairis::PublishedEvent& published) {
      ++_exams;
      host.log().info("hello.exam", {{"position", std::to_string(published.position)}});  // never a trait of a patient
    });
  }

  // The host has already taken back the route and the subscription.
  void stop() noexcept override {}

  // Part of /readyz: not ok takes the whole instance out of service, so only for what really stops it from working.
  clairis::Health health() const override { return {true, "performed exams: " + std::to_string(_exams)}; }

private:
  clairis::Route greeting(const clairis::Host& host) {
    clairis::Route route;
    route.method = "GET";
    route.pattern = "/api/v1/hello";
    route.summary = "Greets the caller.";
    route.permission = "public";  // "" would be any signed-in caller
    route.responseSchema =
        R"({"type":"object","required":["greeting","exams"],"properties":{"greeting":{"type":"string"},"exams":{"type":"integer"}}})";
    route.handle = [this, word = host.options().text(kGreeting)](const clairis::HttpRequest&) {
      clairis::HttpResponse response;
      response.body = R"({"greeting":")" + escaped(word) + R"(, Clairis","exams":)" + std::to_string(_exams) + "}";
      return response;
    };
    return route;
  }

  // Quotes and backslashes; a plugin with more JSON than this takes a library.
  static std::string escaped(const std::string& text) {
    std::string safe;
    for (const char letter : text) {
      if (letter == '"' || letter == '\\') safe += '\\';
      if (static_cast<unsigned char>(letter) >= 0x20) safe += letter;
    }
    return safe;
  }

  std::atomic<int> _exams{0};
};

}  // namespace hello

CLAIRIS_PLUGIN(hello::HelloPlugin)
