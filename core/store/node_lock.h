// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace clairis {

/// Something only one node of a database does at a time. It ends with the object, with the process, or with the connection to the database.
class NodeLock {
public:
  virtual ~NodeLock() = default;
  /// Asks the database; false when the lock was lost.
  virtual bool held() noexcept = 0;
};

}  // namespace clairis
