// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/store_source.h"

#include <algorithm>
#include <tuple>

#include "plugins/worklist/access_path.h"

namespace clairis::worklist {
namespace {

constexpr std::size_t kFirstPage = 64, kLargestPage = 1024, kLargestNamesPage = 4096;
constexpr std::string_view kEndOfTime = "99999999999999";

bool before(const RowPlace& a, const RowPlace& b) { return std::tie(a.start, a.id) < std::tie(b.start, b.id); }

/// The rows of one lookup, page by page. `name` outlives it: where only looking through the names can find it, the rows of other names are
/// left out without being read whole.
class LookupRows {
public:
  LookupRows(Lookup lookup, const AccessPath& path, const dicom::TextKey& name)
      : _lookup(std::move(lookup)),
        _name(name),
        _namesSql(name.universal() ? std::string_view{} : namesSqlOf(_lookup.access)),
        _until(path.until.empty() ? kEndOfTime : std::string_view(path.until)),
        _last{path.from, ""} {}

  bool needsPage() const noexcept { return _at == _rows.size() && !_exhausted; }
  bool done() const noexcept { return _at == _rows.size() && _exhausted; }
  const RowPlace& place() const noexcept { return _place; }
  const Row& row() const { return _rows[_at]; }

  /// Reads on; there may be no row of it. `enough`: more rows than this cannot be wanted.
  void readPage(Reader& reader, std::size_t enough) {
    _at = 0;
    if (_namesSql.empty()) {
      _rows = pageOf(reader, sqlOf(_lookup.access), std::min(sortsRows(_lookup.access) ? kLargestPage : _pageSize, enough));
    } else {
      _rows.clear();
      for (const auto& row : pageOf(reader, _namesSql, _pageSize)) {
        if (!dicom::namesPatient(_name, row[kNameKey].text(), row[kUsedNameKey].text())) continue;
        auto whole = reader.first(examSql(), {row[kId].text()});
        if (!whole.empty()) _rows.push_back(std::move(whole));
      }
    }
    _pageSize = std::min(_pageSize * 4, _namesSql.empty() ? kLargestPage : kLargestNamesPage);
    if (!_rows.empty()) _place = placeOf(_rows.front());
  }

  void advance() {
    if (++_at < _rows.size()) _place = placeOf(_rows[_at]);
  }

private:
  enum NamesColumn : std::size_t { kId, kStart, kNameKey, kUsedNameKey };

  Rows pageOf(Reader& reader, std::string_view sql, std::size_t size) {
    Params params = _lookup.key;
    params.emplace_back(_last.start);
    params.emplace_back(_last.id);
    params.emplace_back(_until);
    params.emplace_back(static_cast<std::int64_t>(size));
    auto rows = reader.query(sql, params);
    _exhausted = rows.size() < size;
    if (!rows.empty()) _last = placeOf(rows.back());
    return rows;
  }

  Lookup _lookup;
  const dicom::TextKey& _name;
  std::string_view _namesSql;
  std::string _until;
  RowPlace _last;
  RowPlace _place;
  Rows _rows;
  std::size_t _at = 0;
  std::size_t _pageSize = kFirstPage;
  bool _exhausted = false;
};

/// Merges the lookups by start: an exam that several find is answered once.
class StoreCursor final : public dicom::WorklistCursor {
public:
  StoreCursor(Store& store, const dicom::WorklistQuery& query, const Disclosure& disclosure) : _store(store), _query(query), _disclosure(disclosure) {
    const auto path = choosePath(query);
    _lookups.reserve(path.lookups.size());
    for (const auto& lookup : path.lookups) _lookups.emplace_back(lookup, path, _query.patientName);
  }

  bool next(dicom::WorklistEntry& entry) override {
    while (auto* first = nextLookup()) {
      entry = entryOf(first->row(), _disclosure);
      skip(RowPlace(first->place()));
      ++_rowsSeen;
      if (!dicom::matches(_query, entry)) continue;
      ++_given;
      return true;
    }
    return false;
  }

private:
  /// The one with the earliest row, null after the last.
  LookupRows* nextLookup() {
    fill();
    LookupRows* first = nullptr;
    for (auto& lookup : _lookups) {
      if (!lookup.done() && (first == nullptr || before(lookup.place(), first->place()))) first = &lookup;
    }
    return first;
  }

  /// All that lack rows read in one transaction: the pages belong together.
  void fill() {
    const auto lacks = [](const LookupRows& lookup) { return lookup.needsPage(); };
    while (std::any_of(_lookups.begin(), _lookups.end(), lacks)) {
      const auto enough = wanted();
      _store.read([&](Reader& reader) {
        for (auto& lookup : _lookups) {
          if (lookup.needsPage()) lookup.readPage(reader, enough);
        }
      });
    }
  }

  /// As long as every row was an answer, no more rows are read than answers may be sent, and one to know that the list is cut.
  std::size_t wanted() const noexcept {
    const bool everyRowAnswers = _rowsSeen == _given;
    if (_query.answerLimit == 0 || !everyRowAnswers || _given > _query.answerLimit) return kLargestPage;
    return std::max<std::size_t>(_query.answerLimit + 1 - _given, 1);
  }

  void skip(const RowPlace& place) {
    for (auto& lookup : _lookups) {
      if (!lookup.needsPage() && !lookup.done() && lookup.place().id == place.id) lookup.advance();
    }
  }

  Store& _store;
  const dicom::WorklistQuery& _query;
  const Disclosure& _disclosure;
  std::vector<LookupRows> _lookups;
  std::size_t _rowsSeen = 0;
  std::size_t _given = 0;
};

}  // namespace

std::unique_ptr<dicom::WorklistCursor> StoreWorklistSource::find(const dicom::WorklistQuery& query) {
  return std::make_unique<StoreCursor>(_store, query, _disclosure);
}

}  // namespace clairis::worklist
