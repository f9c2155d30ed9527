// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/store/engine.h"
#include "core/store/session_pool.h"
#include "core/store/writer.h"

namespace clairis {

/// SQLite: one fair writer, several snapshot readers.
class SqliteEngine final : public Engine {
public:
  SqliteEngine(std::string path, int readers, std::chrono::milliseconds busyTimeout, const EngineServices& services);
  void read(const std::function<void(Reader&)>& work) override;
  void write(Lane lane, const std::function<void(UnitOfWork&)>& work) override { _writer.run(lane, work); }
  void writeAlone(std::string_view, Lane lane, const std::function<void(UnitOfWork&)>& work) override { _writer.run(lane, work); }
  std::unique_ptr<NodeLock> tryLock(std::string_view name) override;
  Instant now() const override { return _services.clock.now(); }

private:
  EngineServices _services;
  Writer _writer;
  SessionPool _readers;
};

}  // namespace clairis
