// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/http/json_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/refusal.h"
#include "core/security/utf8.h"

namespace clairis {
namespace {

using Json = nlohmann::json;

/// Counts depth, keeps the position of the first error.
class Checker final : public nlohmann::json_sax<Json> {
public:
  static constexpr int kMaxDepth = 64;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return deeper(); }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_object() override { return --_depth >= 0; }
  bool end_array() override { return --_depth >= 0; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    _position = position;
    return false;
  }

  bool tooDeep() const noexcept { return _depth > kMaxDepth; }
  std::size_t position() const noexcept { return _position; }

private:
  bool deeper() { return ++_depth <= kMaxDepth; }
  int _depth = 0;
  std::size_t _position = 0;
};

[[noreturn]] void malformed(const std::string& what) { throw Refusal("http.json.malformed", "request body: " + what); }

std::string place(std::string_view body, std::size_t position) {
  const std::string_view before = body.substr(0, std::min(position > 0 ? position - 1 : 0, body.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto newline = before.rfind('\n');
  const auto column = 1 + before.size() - (newline == std::string_view::npos ? 0 : newline + 1);
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + " (byte " + std::to_string(position) + ")";
}

}  // namespace

void checkJson(std::string_view body) {
  if (body.empty()) malformed("it is empty, expected JSON");
  if (!validUtf8(body)) malformed("expected UTF-8");
  Checker checker;
  if (Json::sax_parse(body.begin(), body.end(), &checker)) return;
  if (checker.tooDeep()) malformed("nested deeper than " + std::to_string(Checker::kMaxDepth) + " levels");
  malformed("not JSON at " + place(body, checker.position()));
}

}  // namespace clairis
