// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/hl7/receiver/option_specs.h"

namespace clairis::hl7 {

std::vector<OptionSpec> optionSpecs() {
  return {
      {"mllp.port", OptionType::port, "2575", "", "TCP port for HL7 over MLLP; 0 switches it off.", false, {}},
      {"mllp.bind", OptionType::text, "127.0.0.1", "", "Numeric address to listen on, with and without TLS.", false, {}},
      {"mllp.tls_port", OptionType::port, "0", "", "TCP port for HL7 over MLLP and TLS 1.2 or higher; 0 switches it off.", false, {}},
      {"mllp.tls.certificate", OptionType::file, "", "", "PEM chain shown to partners, own certificate first.", false, {}},
      {"mllp.tls.key", OptionType::file, "", "", "PEM key of mllp.tls.certificate.", false, {}},
      {"mllp.tls.ca", OptionType::file, "", "", "PEM authorities that may have issued the partners' certificates.", false, {}},
      {"mllp.tls.client_certificate",
       OptionType::choice,
       "required",
       "",
       "required: a partner without a trusted certificate is refused; requested: one that it shows must be trusted.",
       false,
       {"required", "requested"}},
      {"mllp.tls.client_subjects",
       OptionType::list,
       "",
       "",
       "Common names of the partners' certificates that are let in; empty: every trusted one.",
       false,
       {}},
      {"mllp.handshake_timeout", OptionType::duration, "10s", "", "Longest time for the TLS handshake of a link.", false, {}},
      {"mllp.max_links", OptionType::integer, "64", "links", "Connections served at the same time; further ones are closed at once.", false, {}},
      {"mllp.idle_timeout", OptionType::duration, "10min", "", "A link without a frame for this long is closed.", false, {}},
      {"mllp.frame_timeout", OptionType::duration, "1min", "", "Longest time from the first byte of a frame to its last.", false, {}},
      {"hl7.max_frame", OptionType::integer, "8388608", "bytes", "Largest message; a larger one is refused with AE.", false, {}},
      {"hl7.raw_retention", OptionType::duration, "30d", "", "How long messages are kept as received, sealed.", false, {}},
      {"hl7.duplicate_window", OptionType::duration, "30d", "", "How long a repeated MSH-10 is recognised and gets the first answer.", false, {}},
      {"hl7.sender.*",
       OptionType::text,
       "",
       "",
       "What is known of a partner, named by MSH-3 or MSH-3/MSH-4: .trust = same_domain, trusted or other (default); .charset without MSH-18 "
       "(default "
       "8859/15); .site code; .accession = obr-18 (default), obr-3 or assigned; .station_ae = none (default), obr-19, obr-20, obr-21, of "
       "appointments ail-3 or aig-3; "
       ".status_destination = the "
       "hl7.destination that hears what becomes of its orders (default none).",
       false,
       {}},
      {"hl7.destination.*",
       OptionType::text,
       "",
       "",
       "A receiver of messages over MLLP: .host, .port and .environment = production or test (all three needed); .tls = true with .trust, "
       ".server_name, .certificate and .key; .character_set (default 8859/15); .application and .facility (MSH-5, MSH-6), .our_application "
       "(default CLAIRIS) and .our_facility; .message = orm (default) or omg; .acknowledgement = original (default), accept or both; .statuses "
       "(default scheduled, rescheduled, arrived, started, completed, discontinued, cancelled); .patient_authority; .ack_timeout (15s); "
       ".idle_timeout (5min); .repeat_unknown = true (default) or false; .identity = true: hears of changed identities (A31, A47), .merges = true: "
       "of merges (A40); "
       "both false by default.",
       false,
       {}},
      {"hl7.modality.*",
       OptionType::text,
       "",
       "",
       "DICOM modality of a procedure code, for orders that name none: hl7.modality.24590-2 = MR.",
       false,
       {}},
  };
}

}  // namespace clairis::hl7
