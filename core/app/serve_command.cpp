// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/serve_command.h"

#include <Poco/AutoPtr.h>
#include <Poco/Util/ServerApplication.h>

#include <exception>

#include "core/app/host.h"
#include "core/app/service_notify.h"

namespace clairis::app {
namespace {

/// Poco's server application waits for the termination signal; everything else is the host's.
class ServeApplication final : public Poco::Util::ServerApplication {
public:
  ServeApplication(const Settings& settings, const Invocation& invocation) : _settings(settings), _invocation(invocation) {}

protected:
  int main(const std::vector<std::string>&) override {
    try {
      return serve();
    } catch (...) {
      _failure = std::current_exception();   // Poco would log and swallow it
      return EXIT_SOFTWARE;
    }
  }

  void handleOption(const std::string&, const std::string&) override {}

public:
  void rethrow() const {
    if (_failure) std::rethrow_exception(_failure);
  }

private:
  int serve() {
    Instance instance(_settings, _invocation, Instance::Output::standardOutput);
    ServingHost host(instance);
    host.start();
    notifyService(_invocation.notifySocket, "READY=1");
    waitForTerminationRequest();
    notifyService(_invocation.notifySocket, "STOPPING=1");
    host.stop();
    return EXIT_OK;
  }

  const Settings& _settings;
  const Invocation& _invocation;
  std::exception_ptr _failure;
};

}  // namespace

void addServeCommand(CommandLine& commands, const std::function<const Settings&()>& settings) {
  commands.add({"serve", "Serves until SIGTERM: listeners, deliveries, plugins.", [&commands, settings](CLI::App&) {
                  return [&commands, settings] {
                    Poco::AutoPtr<ServeApplication> application(new ServeApplication(settings(), commands.invocation()));
                    const int code = application->run(std::vector<std::string>{"clairis"});
                    application->rethrow();
                    return code;
                  };
                }});
}

}  // namespace clairis::app
