// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <streambuf>

#include "dicom/worklist_file.h"
#include "plugins/worklist/migration/source_entry.h"

namespace clairis::worklist {
namespace {

using nlohmann::json;

constexpr int kDeepest = 32;

/// Ends the input when one entry grows past its bound, so that no text, however long, is held whole.
class BoundedInput final : public std::streambuf {
public:
  explicit BoundedInput(std::istream& input) : _input(input) {}
  void entryEnds() { _sinceEntry = 0; }
  bool exceeded() const noexcept { return _exceeded; }

protected:
  int_type underflow() override {
    if (_sinceEntry > kLargestEntry) {
      _exceeded = true;
      return traits_type::eof();
    }
    _input.read(_buffer.data(), _buffer.size());
    const auto size = _input.gcount();
    _sinceEntry += static_cast<std::size_t>(size);
    if (size == 0) return traits_type::eof();
    setg(_buffer.data(), _buffer.data(), _buffer.data() + size);
    return traits_type::to_int_type(_buffer[0]);
  }

private:
  std::istream& _input;
  std::array<char, 16384> _buffer{};
  std::size_t _sinceEntry = 0;
  bool _exceeded = false;
};

struct Stop {
  Refusal why;
};

class Collector {
public:
  Collector(std::size_t portion, const EntrySink& sink) : _portion(portion), _sink(sink) {}

  void add(const json& value) {
    SourceEntry entry{"entry " + std::to_string(++_number), {}, {}};
    try {
      const auto dataset = dicom::datasetFromJson(value);
      entry.record = dicom::readRecord(*dataset);
    } catch (const Refusal& refusal) {
      entry.refused = refusal;
    }
    push(std::move(entry));
  }
  void end(const Refusal& why) { push({"after entry " + std::to_string(_number), {}, why}); }
  void flush() {
    if (!_entries.empty()) _sink(std::exchange(_entries, {}));
  }

private:
  void push(SourceEntry entry) {
    _entries.push_back(std::move(entry));
    if (_entries.size() >= _portion) flush();
  }
  std::size_t _portion;
  const EntrySink& _sink;
  std::vector<SourceEntry> _entries;
  std::size_t _number = 0;
};

}  // namespace

void readWorklistJson(std::istream& input, std::size_t portion, const EntrySink& sink) {
  BoundedInput bounded(input);
  std::istream stream(&bounded);
  Collector collector(portion, sink);
  using Event = json::parse_event_t;
  const auto each = [&](int depth, Event event, json& parsed) {
    if (depth > kDeepest) throw Stop{Refusal("worklist.json.depth", "expected at most 32 levels")};
    const bool opens = event == Event::object_start || event == Event::array_start;
    if (depth == 0 && event != Event::array_start && event != Event::array_end)
      throw Stop{Refusal("worklist.json.list", "expected a JSON list of entries")};
    if (depth != 1 || opens || event == Event::key) return true;
    bounded.entryEnds();
    collector.add(parsed);
    return false;  // delivered: not kept
  };
  try {
    const auto whole = json::parse(stream, each);
    if (!whole.is_array()) collector.end(Refusal("worklist.json.list", "expected a JSON list of entries"));
  } catch (const Stop& stop) {
    collector.end(stop.why);
  } catch (const json::exception& error) {
    collector.end(bounded.exceeded()
                      ? Refusal("worklist.import.too_large", "expected entries of at most " + std::to_string(kLargestEntry) + " bytes")
                      : Refusal("worklist.json.syntax", "expected a complete JSON list; stopped there (error " + std::to_string(error.id) + ")"));
  }
  collector.flush();
}

}  // namespace clairis::worklist
