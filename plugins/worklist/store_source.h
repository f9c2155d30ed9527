// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/plugin/sql.h"
#include "dicom/worklist_source.h"
#include "plugins/worklist/entry_row.h"

namespace clairis::worklist {

/// The worklist as the core tables have it now: an order is on it as soon as its transaction is committed. Reads by pages in start order,
/// each page on one snapshot. Thread-safe.
class StoreWorklistSource final : public dicom::WorklistSource {
public:
  StoreWorklistSource(Store& store, Disclosure disclosure) : _store(store), _disclosure(disclosure) {}
  std::unique_ptr<dicom::WorklistCursor> find(const dicom::WorklistQuery& query) override;

private:
  Store& _store;
  const Disclosure _disclosure;
};

}  // namespace clairis::worklist
