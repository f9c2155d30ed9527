// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/bind_rule.h"

#include <Poco/Net/IPAddress.h>

#include <string>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

bool loopback(std::string_view bind) {
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(std::string(bind), address) && address.isLoopback();
}

}  // namespace

void checkBind(std::string_view bind, bool tls, bool declaredProxy, Environment environment) {
  if (tls || declaredProxy || loopback(bind)) return;
  throw Refusal("http.listener.plain", "http.bind = " + std::string(bind) + " would carry passwords and health data in clear" +
                                           (environment == Environment::production ? " in production" : "") +
                                           "; bind 127.0.0.1, set http.tls_port with certificate and key, or declare http.proxy");
}

}  // namespace clairis
