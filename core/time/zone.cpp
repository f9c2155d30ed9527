// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/time/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <optional>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using std::chrono::milliseconds;

struct Local {
  ::date::year_month_day day;
  ::date::hh_mm_ss<milliseconds> time;
  std::chrono::minutes offset;
};

Local split(const ::date::time_zone* zone, Instant instant) {
  const ::date::sys_time<milliseconds> utc{instant.time_since_epoch()};
  const auto info = zone->get_info(utc);
  const auto local = utc + info.offset;
  const auto day = ::date::floor<::date::days>(local);
  return {::date::year_month_day{day}, ::date::hh_mm_ss<milliseconds>{local - day}, std::chrono::duration_cast<std::chrono::minutes>(info.offset)};
}

[[noreturn]] void malformed(std::string_view text) {
  throw Refusal("timestamp.malformed", "expected YYYYMMDD[HHMM[SS]][±ZZZZ], found \"" + std::string(text.substr(0, 40)) + "\"");
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') malformed(text);
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

Zone::Zone(std::string_view ianaName) : _name(ianaName), _zone(nullptr) {
  try {
    _zone = ::date::locate_zone(_name);
  } catch (const std::exception&) {
    throw Refusal("zone.unknown", "expected an IANA time zone such as Europe/Paris, found \"" + _name + "\"");
  }
}

int Zone::year(Instant instant) const { return int(split(_zone, instant).day.year()); }

std::string Zone::date(Instant instant) const {
  const auto day = split(_zone, instant).day;
  return fmt::format("{:04}-{:02}-{:02}", int(day.year()), unsigned(day.month()), unsigned(day.day()));
}

std::string Zone::time(Instant instant) const {
  const auto time = split(_zone, instant).time;
  return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string Zone::french(Instant instant) const {
  const auto [day, time, offset] = split(_zone, instant);
  return fmt::format("{:02}/{:02}/{:04} à {:02}:{:02}", unsigned(day.day()), unsigned(day.month()), int(day.year()), time.hours().count(),
                     time.minutes().count());
}

std::string Zone::hl7(Instant instant) const {
  const auto [day, time, offset] = split(_zone, instant);
  const auto minutes = std::abs(offset.count());
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}{}{:02}{:02}", int(day.year()), unsigned(day.month()), unsigned(day.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string Zone::dicomDate(Instant instant) const { return hl7(instant).substr(0, 8); }
std::string Zone::dicomTime(Instant instant) const { return hl7(instant).substr(8, 6); }

Instant Zone::fromHl7(std::string_view text) const {
  auto body = text;
  std::optional<std::chrono::minutes> offset;
  if (const auto sign = text.find_first_of("+-"); sign != std::string_view::npos) {
    if (text.size() != sign + 5) malformed(text);
    const int oh = digits(text, sign + 1, 2), om = digits(text, sign + 3, 2);
    if (oh > 14 || om > 59) malformed(text);
    offset = std::chrono::minutes{(oh * 60 + om) * (text[sign] == '-' ? -1 : 1)};
    body = text.substr(0, sign);
  }
  if (const auto dot = body.find('.'); dot != std::string_view::npos) {
    if (dot != 14 || body.size() > 19) malformed(text);
    for (std::size_t i = dot + 1; i < body.size(); ++i) digits(body, i, 1);
    body = body.substr(0, dot);
  }
  if (body.size() != 8 && body.size() != 12 && body.size() != 14) malformed(text);
  const auto day = ::date::year{digits(body, 0, 4)} / static_cast<unsigned>(digits(body, 4, 2)) / static_cast<unsigned>(digits(body, 6, 2));
  const int h = body.size() > 8 ? digits(body, 8, 2) : 0;
  const int mi = body.size() > 8 ? digits(body, 10, 2) : 0;
  const int s = body.size() > 12 ? digits(body, 12, 2) : 0;
  if (!day.ok() || h > 23 || mi > 59 || s > 59) malformed(text);
  const auto local = ::date::local_days{day} + std::chrono::hours{h} + std::chrono::minutes{mi} + std::chrono::seconds{s} + milliseconds{0};
  if (offset) return Instant{local.time_since_epoch() - *offset};
  return Instant{_zone->to_sys(local, ::date::choose::earliest).time_since_epoch()};
}

}  // namespace clairis
