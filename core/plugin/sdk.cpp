// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// Key functions of the SDK's types: one definition, in libclairis_sdk.so, so that casts and exceptions agree everywhere.
#include <algorithm>

#include "core/domain/refusal.h"
#include "core/plugin/clinic.h"
#include "core/plugin/identities.h"
#include "core/plugin/performed_steps.h"
#include "core/plugin/plugin.h"
#include "core/plugin/read_trace.h"
#include "core/plugin/report_desk.h"

namespace clairis {

Reader::~Reader() = default;
UnitOfWork::~UnitOfWork() = default;
Store::~Store() = default;
Routes::~Routes() = default;
Options::~Options() = default;
DeliveryChannel::~DeliveryChannel() = default;
Clinic::~Clinic() = default;
PerformedSteps::~PerformedSteps() = default;
InsCollision::InsCollision(std::string holderId, std::string otherId, bool otherIsPatient)
    : Refusal("patient.ins.collision", "another active patient (" + holderId + ") is qualified with this INS: the identity officer must decide", "PID-3"),
      _holderId(std::move(holderId)),
      _otherId(std::move(otherId)),
      _otherIsPatient(otherIsPatient) {}
InsCollision::~InsCollision() = default;
Identities::~Identities() = default;
PatientMerges::~PatientMerges() = default;
ReadTrace::~ReadTrace() = default;
ReportRenderer::~ReportRenderer() = default;
ReportDesk::~ReportDesk() = default;
Archive::~Archive() = default;
Log::~Log() = default;
Metrics::~Metrics() = default;
Commands::~Commands() = default;
Events::~Events() = default;
Deliveries::~Deliveries() = default;
Jobs::~Jobs() = default;
Vault::~Vault() = default;
Host::~Host() = default;
Plugin::~Plugin() = default;

namespace {

const std::string kNothing;

template <class T>
[[noreturn]] void wrongType(const T& value, const char* wanted) {
  throw Refusal("store.column.type", std::string("expected a column of type ") + wanted + ", found variant " + std::to_string(value.index()));
}

}  // namespace

std::int64_t Value::integer() const {
  if (null()) return 0;
  if (const auto* value = std::get_if<std::int64_t>(&_value)) return *value;
  wrongType(_value, "integer");
}

double Value::real() const {
  if (null()) return 0;
  if (const auto* value = std::get_if<double>(&_value)) return *value;
  return static_cast<double>(integer());
}

const std::string& Value::text() const {
  if (null()) return kNothing;
  if (const auto* value = std::get_if<std::string>(&_value)) return *value;
  wrongType(_value, "text");
}

const std::string& Value::bytes() const {
  if (null()) return kNothing;
  if (const auto* value = std::get_if<Blob>(&_value)) return value->bytes;
  wrongType(_value, "bytes");
}

Row Reader::first(std::string_view sql, const Params& params) {
  auto rows = query(sql, params);
  return rows.empty() ? Row{} : std::move(rows.front());
}

std::string HttpRequest::header(const std::string& lowerCaseName) const {
  const auto found = headers.find(lowerCaseName);
  return found == headers.end() ? std::string() : found->second;
}

std::string HttpRequest::queried(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

bool allowedAt(const HttpRequest& request, std::string_view siteId) {
  return request.permission.empty() ? request.caller.activeAt(siteId) : allowedAt(request.caller, request.permission, siteId);
}

const std::string& HttpRequest::parameter(const std::string& name) const { return parameters.at(name); }

std::string_view toText(DeliveryPurpose purpose) noexcept {
  switch (purpose) {
    case DeliveryPurpose::document:
      return "document";
    case DeliveryPurpose::visibility:
      return "visibility";
    case DeliveryPurpose::removal:
      return "removal";
  }
  return "document";
}

DeliveryPurpose deliveryPurposeFrom(std::string_view text) {
  for (const auto purpose : {DeliveryPurpose::document, DeliveryPurpose::visibility, DeliveryPurpose::removal}) {
    if (text == toText(purpose)) return purpose;
  }
  throw Refusal("delivery.purpose", "expected document, visibility or removal, found \"" + std::string(text.substr(0, 32)) + "\"");
}

Outcome DeliveryChannel::probe(const DeliveryTask&, std::chrono::steady_clock::time_point, std::stop_token) {
  return {Outcome::Kind::unknown, "channel.cannot_ask", "this channel cannot ask the receiver", {}, {}, {}, {}};
}

std::shared_ptr<void> Host::require(std::string_view id) const {
  if (auto found = find(id)) return found;
  throw Refusal("service.missing", "no plugin provides the service \"" + std::string(id) + "\"; add the plugin that does to plugins.enabled");
}

}  // namespace clairis
