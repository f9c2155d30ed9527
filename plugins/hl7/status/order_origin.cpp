// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/status/order_origin.h"

namespace clairis::hl7 {

std::vector<OrderOrigin> originsOfExam(Reader& reader, std::string_view examId) {
  std::vector<OrderOrigin> origins;
  for (const auto& row : reader.query("SELECT o.id, o.site_id, o.sender FROM exam_order x JOIN imaging_order o ON o.id = x.order_id "
                                      "WHERE x.exam_id = $1 ORDER BY x.position",
                                      {examId})) {
    origins.push_back({row[0].text(), row[1].text(), row[2].text()});
  }
  return origins;
}

std::string senderOf(Reader& reader, std::string_view orderId) {
  const auto row = reader.first("SELECT sender FROM imaging_order WHERE id = $1", {orderId});
  return row.empty() ? std::string() : row[0].text();
}

}  // namespace clairis::hl7
