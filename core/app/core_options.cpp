// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/app/configuration.h"

namespace clairis::app {

std::vector<OptionSpec> coreOptions() {
  using T = OptionType;
  return {
      {"environment", T::choice, "test", "", "Whether real patients are handled; binds INS OIDs, endpoints, MSH-11, processing code (SR-07).", false, {"test", "production"}},
      {"database", T::text, "", "", "sqlite:PATH, or postgresql:host=… port=… dbname=… user=….", false, {}},
      {"database.readers", T::integer, "4", "", "Reading connections.", false, {}},
      {"database.writers", T::integer, "4", "", "Writing connections (PostgreSQL; SQLite has one fair writer).", false, {}},
      {"oid.root", T::text, "2.25", "", "Root under which documents, sets and studies get their object identifiers; required in production (2.25 = UUID-derived).", false, {}},
      {"accession.prefix", T::text, "CLA", "", "1 to 6 characters before the 10 digits of accession numbers assigned here.", false, {}},
      {"exam.safety_before_start", T::boolean, "false", "", "A start by hand is refused while mandatory safety questions are open; a device's start never is.", false, {}},
      {"identity.proofs.high", T::list, "CN,PA,CS,eCN,IN,AV", "", "Codes of identity documents with high trust: they validate an identity (RIS.INS.19).", false, {}},
      {"identity.proofs.low", T::list, "LECV,CC,ANCV", "", "Codes of documents that are recorded and raise no status.", false, {}},
      {"identity.proofs.with_parent", T::list, "AN,LEP", "", "Codes that have high trust for a minor beside a high-trust document of a parent, and low trust otherwise.", false, {}},
      {"identity.auto_validation", T::boolean, "false", "", "An INS sent by a partner becomes the patient's without a person once INSi confirmed it (RIS.INS.21).", false, {}},
      {"identity.held_alert", T::duration, "168h", "", "Documents that wait for an identity longer than this are a task documents_held of the identity worklist (SR-08).", false, {}},
      {"report.hold", T::duration, "0s", "", "How long a validated report waits before it leaves: time to amend what nobody has yet.", false, {}},
      {"report.majority_age", T::integer, "18", "", "Age from which a patient has no legal representatives, until the DMP's parameter file says otherwise (SR-20).", false, {}},
      {"http.port", T::port, "8480", "", "REST, health and metrics; 0 switches it off.", false, {}},
      {"http.bind", T::text, "127.0.0.1", "", "Address of the plain listener; elsewhere than loopback it needs http.behind_proxy.", false, {}},
      {"http.behind_proxy", T::boolean, "false", "", "A declared reverse proxy terminates TLS in front of the plain listener.", false, {}},
      {"http.tls_port", T::port, "0", "", "HTTPS listener; 0 switches it off.", false, {}},
      {"http.tls.certificate", T::file, "", "", "PEM chain of the HTTPS listener.", false, {}},
      {"http.tls.key", T::file, "", "", "PEM key of the HTTPS listener.", false, {}},
      {"http.threads", T::integer, "16", "", "Requests handled at the same time.", false, {}},
      {"plugins.enabled", T::list, "reporting,worklist,hl7,funding,identity", "", "Plugins that start, in this order.", false, {}},
      {"plugins.path", T::file, "", "", "Folder of the plugin libraries; empty: lib/plugins beside the program.", false, {}},
      {"plugins.start_timeout", T::duration, "10s", "", "After it a starting plugin counts as stuck and the host serves without it.", false, {}},
      {"audit.head_file", T::file, "", "", "Copy of the audit chain's heads outside the database; empty: audit.heads beside the configuration.", false, {}},
      {"delivery.lease", T::duration, "60s", "", "How long a worker owns a delivery; a dead owner's deliveries go on after it.", false, {}},
      {"delivery.deadline", T::duration, "25s", "", "Longest duration of one send; under half the lease.", false, {}},
      {"delivery.retry_first", T::duration, "5s", "", "Wait after the first failed try, doubling up to 15 minutes.", false, {}},
      {"delivery.housekeeping", T::duration, "5s", "", "How often leases and queue metrics are looked at.", false, {}},
      {"delivery.breaker_rest", T::duration, "30s", "", "Rest of a channel and structure after repeated network failures.", false, {}},
      {"shutdown.timeout", T::duration, "20s", "", "Time running work gets after SIGTERM.", false, {}},
  };
}

}  // namespace clairis::app
