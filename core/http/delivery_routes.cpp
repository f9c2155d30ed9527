// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/delivery_routes.h"

#include <nlohmann/json.hpp>

#include "core/delivery/commands.h"
#include "core/delivery/queue_repository.h"
#include "core/domain/refusal.h"
#include "core/http/paging.h"

namespace clairis {
namespace {

using nlohmann::json;

json nullIfEmpty(const std::string& text) { return text.empty() ? json() : json(text); }

/// What a delivery is of: a document of a report, or a message of some kind about something.
struct Delivered {
  std::string uniqueId;
  std::string reportId;
  std::string kind;
  std::string subject;
};

/// A delivery with the words a person needs: the document or message, the state, why, and what the receiver said.
json toJson(const DeliveryRow& d, const Delivered& what) {
  return {{"id", d.id},
          {"documentId", nullIfEmpty(d.documentId)},
          {"documentUniqueId", nullIfEmpty(what.uniqueId)},
          {"reportId", nullIfEmpty(what.reportId)},
          {"messageId", nullIfEmpty(d.messageId)},
          {"messageKind", nullIfEmpty(what.kind)},
          {"messageSubject", nullIfEmpty(what.subject)},
          {"purpose", d.documentId.empty() ? json() : json(toText(d.purpose))},
          {"channel", d.channel},
          {"destination", nullIfEmpty(d.destination)},
          {"state", toText(d.state)},
          {"reason", nullIfEmpty(d.reason)},
          {"message", nullIfEmpty(d.message)},
          {"attempt", d.attempt},
          {"dueAt", d.dueAt == kNever ? json() : nullIfEmpty(d.dueAt)},
          {"untilAt", nullIfEmpty(d.untilAt)},
          {"resendOf", nullIfEmpty(d.resendOf)},
          {"createdAt", d.createdAt},
          {"changedAt", d.changedAt},
          {"acceptedAt", nullIfEmpty(d.acceptedAt)}};
}

struct Seen {
  json items = json::array();
  std::vector<std::string> last;
};

/// Columns after those of the delivery: unique id and report of its document, kind and subject of its message, site.
#define DELIVERY_FROM \
  " , o.unique_id, o.report_id, m.kind, m.subject, COALESCE(o.site_id, m.site_id) FROM delivery d " \
  "LEFT JOIN document o ON o.id = d.document_id LEFT JOIN outbound_message m ON m.id = d.message_id "

void add(Seen& seen, const HttpRequest& request, const Row& row) {
  const auto n = row.size();
  if (!allowedAt(request, row[n - 1].text())) return;
  const auto delivery = deliveryFrom(row);
  seen.items.push_back(toJson(delivery, {row[n - 5].text(), row[n - 4].text(), row[n - 3].text(), row[n - 2].text()}));
}

std::string select(const char* condition) { return "SELECT " + std::string(kDeliveryColumns) + DELIVERY_FROM + condition; }

Seen list(Reader& reader, const HttpRequest& request, const PageRequest& page) {
  static const std::string kOfState = select("WHERE d.state = $1 AND d.id > $2 ORDER BY d.id LIMIT $3");
  static const std::string kAll = select("WHERE d.id > $1 ORDER BY d.id LIMIT $2");
  const auto after = page.after.empty() ? std::string() : page.after[0];
  const auto state = request.queried("state");
  const auto rows = state.empty() ? reader.query(kAll, {after, page.limit + 1}) : reader.query(kOfState, {toText(deliveryStateFrom(state)), after, page.limit + 1});
  Seen seen;
  const auto shown = std::min(rows.size(), static_cast<std::size_t>(page.limit));
  for (std::size_t i = 0; i < shown; ++i) add(seen, request, rows[i]);
  if (rows.size() > shown) seen.last = {rows[shown - 1][0].text()};
  return seen;
}

Row visible(Reader& reader, const HttpRequest& request) {
  static const std::string kOne = select("WHERE d.id = $1");
  auto row = reader.first(kOne, {request.parameter("id")});
  if (row.empty() || !allowedAt(request, row.back().text())) throw NotFound("delivery.unknown", "no delivery " + request.parameter("id"));
  return row;
}

json one(Reader& reader, const HttpRequest& request) {
  Seen seen;
  add(seen, request, visible(reader, request));
  auto body = seen.items[0];
  body["attempts"] = json::array();
  for (const auto& row : reader.query("SELECT attempt, started_at, ended_at, outcome, code, message FROM delivery_attempt WHERE delivery_id = $1 ORDER BY started_at",
                                      {request.parameter("id")})) {
    body["attempts"].push_back({{"attempt", row[0].integer()}, {"startedAt", row[1].text()}, {"endedAt", nullIfEmpty(row[2].text())}, {"outcome", nullIfEmpty(row[3].text())},
                                {"code", nullIfEmpty(row[4].text())}, {"message", nullIfEmpty(row[5].text())}});
  }
  return body;
}

HttpResponse answer(int status, const json& body) {
  HttpResponse response;
  response.status = status;
  response.body = body.dump();
  return response;
}

constexpr const char* kDelivery =
    R"({"type":"object","properties":{"id":{"type":"string"},"documentUniqueId":{"type":["string","null"]},"purpose":{"enum":["document","visibility","removal",null]},"messageKind":{"type":["string","null"]},"channel":{"type":"string"},"state":{"enum":["queued","sending","held",)"
    R"("retry","undecided","fix","accepted","final","cancelled"]},"reason":{"type":["string","null"]},"message":{"type":["string","null"]},"attempt":{"type":"integer"}}})";
constexpr const char* kPage = R"({"type":"object","properties":{"items":{"type":"array","items":{"type":"object"}},"next":{"type":["string","null"]}}})";

}  // namespace

void addDeliveryRoutes(Routes& routes, Store& store) {
  Route all{"GET", "/api/v1/deliveries", "Deliveries, oldest first.", "delivery.read", "", kPage, false, [&store](const HttpRequest& request) {
              const auto page = pageRequest(request, 1);
              const auto seen = store.reading([&](Reader& reader) { return list(reader, request, page); });
              return pageResponse(seen.items, seen.last);
            }};
  all.queryParameters = pageParameters();
  all.queryParameters.emplace_back("state", "queued, sending, held, retry, undecided, fix, accepted, final or cancelled.");
  routes.add(std::move(all));
  routes.add({"GET", "/api/v1/deliveries/{id}", "A delivery with its attempts.", "delivery.read", "", kDelivery, false, [&store](const HttpRequest& request) {
                return answer(200, store.reading([&](Reader& reader) { return one(reader, request); }));
              }});
  routes.add({"GET", "/api/v1/reports/{id}/deliveries", "Deliveries of a report's documents.", "delivery.read", "", kPage, false, [&store](const HttpRequest& request) {
                static const std::string kOfReport = select("WHERE o.report_id = $1 ORDER BY d.created_at, d.id");
                Seen seen;
                store.read([&](Reader& reader) {
                  seen = {};
                  for (const auto& row : reader.query(kOfReport, {request.parameter("id")})) add(seen, request, row);
                });
                return pageResponse(seen.items, {});
              }});
  routes.add({"POST", "/api/v1/deliveries/{id}/resend", "Sends the document or message again as a new delivery.", "delivery.manage", "", kDelivery, true,
              [&store](const HttpRequest& request) {
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  visible(work, request);
                  response = answer(201, {{"id", resendDelivery(work, request.caller, request.parameter("id"))}});
                  request.remember(work, response);
                });
                return response;
              }});
  routes.add({"POST", "/api/v1/deliveries/{id}/cancel", "Cancels a delivery that has not left.", "delivery.manage", "", kDelivery, true,
              [&store](const HttpRequest& request) {
                HttpResponse response;
                store.write(Lane::interactive, [&](UnitOfWork& work) {
                  visible(work, request);
                  cancelDelivery(work, request.caller, request.parameter("id"));
                  response = answer(200, {{"id", request.parameter("id")}, {"state", "cancelled"}});
                  request.remember(work, response);
                });
                return response;
              }});
}

}  // namespace clairis
