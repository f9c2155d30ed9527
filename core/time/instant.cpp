// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/time/instant.h"

#include <fmt/format.h>

#include "core/domain/refusal.h"

namespace clairis {
namespace {

using namespace std::chrono;

int number(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

[[noreturn]] void malformed(std::string_view text) {
  throw Refusal("instant.malformed", "expected an instant such as 2026-11-20T10:17:00.000Z, found \"" + std::string(text.substr(0, 40)) + "\"");
}

struct Fields {
  year_month_day date;
  hh_mm_ss<milliseconds> time;
};

Fields split(Instant instant) {
  const auto day = floor<days>(instant);
  return {year_month_day{day}, hh_mm_ss<milliseconds>{instant - day}};
}

}  // namespace

std::string toIso(Instant instant) {
  const auto [date, time] = split(instant);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()), unsigned(date.month()), unsigned(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::string toUtcDigits(Instant instant) {
  const auto [date, time] = split(instant);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

Instant fromIso(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') malformed(text);
  const int y = number(text, 0, 4), mo = number(text, 5, 2), d = number(text, 8, 2);
  const int h = number(text, 11, 2), mi = number(text, 14, 2), s = number(text, 17, 2);
  const year_month_day date{year{y}, month{unsigned(mo)}, day{unsigned(d)}};
  if (y < 1 || mo < 1 || d < 1 || !date.ok() || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59) malformed(text);
  std::size_t at = 19;
  int ms = 0;
  if (text[at] == '.') {
    ms = number(text, at + 1, 3);
    at += 4;
    if (ms < 0) malformed(text);
  }
  const auto rest = text.substr(std::min(at, text.size()));
  minutes offset{0};
  if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':') {
    const int oh = number(rest, 1, 2), om = number(rest, 4, 2);
    if (oh < 0 || oh > 14 || om < 0 || om > 59) malformed(text);
    offset = hours{oh} + minutes{om};
    if (rest[0] == '-') offset = -offset;
  } else if (rest != "Z") {
    malformed(text);
  }
  return Instant{sys_days{date}.time_since_epoch() + hours{h} + minutes{mi} + seconds{s} + milliseconds{ms} - offset};
}

Clock::~Clock() = default;

Instant SystemClock::now() const { return floor<milliseconds>(system_clock::now()); }

}  // namespace clairis
