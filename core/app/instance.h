// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>

#include "core/app/json_log.h"
#include "core/app/prometheus_metrics.h"
#include "core/app/service_registry.h"
#include "core/app/settings.h"
#include "core/plugin/plugin.h"
#include "core/security/security_context.h"
#include "core/security/vault.h"
#include "core/store/database.h"

namespace clairis::app {

/// What every command stands on: log, clock, database, vault, accounts. Opened piece by piece at first use; no listener, no thread
/// of its own. One in a process.
class Instance {
public:
  enum class Output { standardOutput, standardError };
  Instance(const Settings& settings, const Invocation& invocation, Output log);
  ~Instance();

  const Settings& settings() const noexcept { return _settings; }
  const Clock& clock() const noexcept { return _clock; }
  Log& log() noexcept { return _log; }
  PrometheusMetrics& metrics() noexcept { return _metrics; }
  Database& database();
  FileVault& fileVault();
  SecurityContext& security();
  /// Key of the audit seals, kept in the vault; made at first use.
  std::string auditKey();
  std::filesystem::path auditHeadFile() const;

private:
  const Settings& _settings;
  std::string _credentialsDirectory;
  SystemClock _clock;
  JsonLog _log;
  PrometheusMetrics _metrics;
  std::unique_ptr<Database> _database;
  std::unique_ptr<FileVault> _vault;
  std::unique_ptr<SecurityContext> _security;
};

}  // namespace clairis::app
