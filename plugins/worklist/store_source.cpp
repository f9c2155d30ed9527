// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/store_source.h"

#include <algorithm>

#include "plugins/worklist/access_path.h"

namespace clairis::worklist {
namespace {

constexpr int kFirstPage = 64, kLargestPage = 1024;
constexpr std::string_view kEndOfTime = "99999999999999";

class StoreCursor final : public dicom::WorklistCursor {
public:
  StoreCursor(Store& store, const dicom::WorklistQuery& query, const Disclosure& disclosure)
      : _store(store), _query(query), _disclosure(disclosure), _path(choosePath(query)), _after{_path.from, ""} {}

  bool next(dicom::WorklistEntry& entry) override {
    for (;;) {
      while (_at < _rows.size()) {
        entry = entryOf(_rows[_at++], _disclosure);
        if (dicom::matches(_query, entry)) return true;
      }
      if (!nextPage()) return false;
    }
  }

private:
  /// The next rows of this lookup or of the next one; false after the last.
  bool nextPage() {
    while (_lookup < _path.keys.size()) {
      if (_exhausted) {
        _exhausted = false;
        _after = {_path.from, ""};
        ++_lookup;
        continue;
      }
      readPage();
      if (!_rows.empty()) return true;
    }
    return false;
  }

  void readPage() {
    Params params = _path.keys[_lookup];
    params.emplace_back(_after.start);
    params.emplace_back(_after.id);
    params.emplace_back(_path.until.empty() ? kEndOfTime : std::string_view(_path.until));
    params.emplace_back(_pageSize);
    _store.read([&](Reader& reader) { _rows = reader.query(sqlOf(_path.access), params); });
    _at = 0;
    _exhausted = _rows.size() < static_cast<std::size_t>(_pageSize);
    if (!_rows.empty()) _after = placeOf(_rows.back());
    _pageSize = std::min(_pageSize * 4, kLargestPage);
  }

  Store& _store;
  const dicom::WorklistQuery& _query;
  const Disclosure& _disclosure;
  const AccessPath _path;
  RowPlace _after;
  std::size_t _lookup = 0;
  bool _exhausted = false;
  int _pageSize = kFirstPage;
  Rows _rows;
  std::size_t _at = 0;
};

}  // namespace

std::unique_ptr<dicom::WorklistCursor> StoreWorklistSource::find(const dicom::WorklistQuery& query) {
  return std::make_unique<StoreCursor>(_store, query, _disclosure);
}

}  // namespace clairis::worklist
