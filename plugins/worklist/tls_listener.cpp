// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/worklist/tls_listener.h"

#include <array>

#include "core/domain/refusal.h"

namespace clairis::worklist {
namespace {

constexpr std::array<int, 3> kWarnDays{7, 30, 60};
constexpr int kUrgentDays = 7;
constexpr std::string_view kVaultPrefix = "vault:";

int daysLeft(const dicom::TlsExpiry& expiry, Instant now) {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(expiry.end - now).count());
}

dicom::ClientCertificate clientPolicy(const std::string& text) {
  if (text == "requested") return dicom::ClientCertificate::requested;
  return text == "ignored" ? dicom::ClientCertificate::ignored : dicom::ClientCertificate::required;
}

std::string untilText(const dicom::TlsExpiry& expiry) { return toIso(std::chrono::time_point_cast<std::chrono::milliseconds>(expiry.end)); }

}  // namespace

std::vector<OptionSpec> tlsOptionSpecs() {
  using T = OptionType;
  return {
      {"dicom.tls_port", T::port, "0", "", "Port of the DICOM TLS listener, usually 2762; 0 switches it off."},
      {"dicom.tls.certificate", T::file, "", "",
       "PEM file (absolute path) of the TLS listener's certificate (RSA), followed by its intermediates; a replaced file serves the next "
       "association."},
      {"dicom.tls.key", T::file, "", "", "PEM file of its private key, mode 0640 or stricter."},
      {"dicom.tls.key_password", T::text, "", "", "Password of an encrypted private key.", true},
      {"dicom.tls.ca", T::list, "", "", "PEM files of the authorities that issue the consoles' certificates."},
      {"dicom.tls.crl", T::list, "", "", "PEM files of their revocation lists; empty: revocation is not checked."},
      {"dicom.tls.client_certificate",
       T::choice,
       "required",
       "",
       "required: a console without a trusted certificate is refused; requested: one that it shows must be trusted; ignored: none is asked for.",
       false,
       {"required", "requested", "ignored"}},
  };
}

std::shared_ptr<dicom::TlsKeys> tlsKeys(Host& host) {
  const auto& options = host.options();
  if (options.integer("dicom.tls_port") == 0) return nullptr;
  dicom::TlsFiles files;
  files.certificate = options.text("dicom.tls.certificate");
  files.key = options.text("dicom.tls.key");
  if (const auto secret = options.text("dicom.tls.key_password"); secret.starts_with(kVaultPrefix)) {
    files.keyPassword = host.vault().secret(secret.substr(kVaultPrefix.size()));
  }
  files.authorities = options.list("dicom.tls.ca");
  files.revocations = options.list("dicom.tls.crl");
  files.client = clientPolicy(options.text("dicom.tls.client_certificate"));
  return std::make_shared<dicom::TlsKeys>(std::move(files));
}

CertificateWatch::CertificateWatch(Host& host, std::shared_ptr<dicom::TlsKeys> keys) : _host(host), _keys(std::move(keys)) {
  _keys->onAttempt([this](const std::string& trouble) { tell(trouble); });
}

void CertificateWatch::tell(const std::string& trouble) {
  if (!trouble.empty()) {
    _host.log().error("dicom.tls.files_unusable", {{"detail", trouble}, {"in_service", "the former files"}});
    return;
  }
  const std::lock_guard lock(_mutex);
  _told.clear();
  _host.log().info("dicom.tls.files_replaced");
}

void CertificateWatch::look() {
  const auto context = _keys->current();
  const std::lock_guard lock(_mutex);
  for (const auto& expiry : context->expiries()) lookAt(expiry, _host.clock().now());
}

void CertificateWatch::lookAt(const dicom::TlsExpiry& expiry, Instant now) {
  const int days = daysLeft(expiry, now);
  _host.metrics().gauge("clairis_dicom_tls_days_left", "Days until a certificate or revocation list of the DICOM TLS listener ends", days,
                        {{"what", expiry.what}});
  for (const int limit : kWarnDays) {
    if (days >= limit) continue;
    // Each threshold is told once; nearer ones come first, so that a start shortly before the end says one line.
    if (_told.insert(expiry.what + "/" + std::to_string(limit)).second) {
      _host.log().write(days < kUrgentDays ? Log::Level::error : Log::Level::warning, days < 0 ? "dicom.tls.expired" : "dicom.tls.expires",
                        {{"what", expiry.what}, {"file", expiry.file}, {"until", untilText(expiry)}, {"days_left", std::to_string(days)}});
    }
    for (const int further : kWarnDays) {
      if (further > limit) _told.insert(expiry.what + "/" + std::to_string(further));
    }
    return;
  }
}

Health CertificateWatch::health() const {
  Health health{true, ""};
  const auto add = [&](const std::string& text) { health.detail += (health.detail.empty() ? "" : "; ") + text; };
  if (const auto trouble = _keys->trouble(); !trouble.empty()) add("TLS files on disk are not in service: " + trouble);
  const auto now = _host.clock().now();
  for (const auto& expiry : _keys->current()->expiries()) {
    const int days = daysLeft(expiry, now);
    if (days >= kWarnDays.back()) continue;
    health.ok = health.ok && days >= 0;
    add(expiry.what + (days < 0 ? " ended " : " ends ") + untilText(expiry));
  }
  return health;
}

}  // namespace clairis::worklist
