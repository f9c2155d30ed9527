// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmtls/tlslayer.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <system_error>

#include "core/domain/refusal.h"
#include "dicom/tls_keys.h"
#include "dicom/tls_stream.h"

namespace clairis::dicom {
namespace {

using File = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using RevocationList = std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr int kSmallestRsa = 2048;

/// A file of one option, for messages.
struct Source {
  const char* option;
  std::string path;
  const char* expected;
};

[[noreturn]] void refuse(const char* code, const Source& source, const std::string& found) {
  ERR_clear_error();
  throw Refusal(code, std::string(source.option) + ": " + source.path + ": " + found + "; expected " + source.expected, source.option);
}

std::string opensslReason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "unknown error" : reason;
}

File openFile(const Source& source) {
  if (source.path.empty()) throw Refusal("dicom.tls.missing", std::string(source.option) + " is not set; expected " + source.expected, source.option);
  if (source.path.front() != '/') refuse("dicom.tls.file", source, "is not an absolute path");
  struct stat state {};
  if (::stat(source.path.c_str(), &state) != 0) refuse("dicom.tls.file", source, std::generic_category().message(errno));
  if (!S_ISREG(state.st_mode)) refuse("dicom.tls.file", source, "is not a file");
  File file(BIO_new_file(source.path.c_str(), "r"), BIO_free);
  if (!file) refuse("dicom.tls.file", source, std::generic_category().message(errno));
  return file;
}

std::chrono::sys_seconds timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::chrono::sys_seconds::max();
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

std::string nameOf(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(text.get(), &bytes);
  return length > 0 ? std::string(bytes, static_cast<std::size_t>(length)) : std::string();
}

/// Each object of a PEM file in order; none at all, or a damaged one, is refused.
template <class Object, class Read>
void eachOf(const Source& source, const Read& read, const std::function<void(Object*)>& take) {
  const auto file = openFile(source);
  ERR_clear_error();
  std::size_t count = 0;
  while (Object* object = read(file.get())) {
    ++count;
    take(object);
  }
  const auto error = ERR_peek_last_error();
  const bool atEnd = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!atEnd || count == 0) refuse("dicom.tls.file", source, count == 0 && atEnd ? "holds none" : "is damaged (" + opensslReason() + ")");
  ERR_clear_error();
}

void eachCertificate(const Source& source, const std::function<void(X509*)>& take) {
  eachOf<X509>(
      source, [](BIO* file) { return PEM_read_bio_X509(file, nullptr, nullptr, nullptr); }, take);
}

void eachRevocationList(const Source& source, const std::function<void(X509_CRL*)>& take) {
  eachOf<X509_CRL>(
      source, [](BIO* file) { return PEM_read_bio_X509_CRL(file, nullptr, nullptr, nullptr); }, take);
}

// Never asks a terminal: a key whose password is not configured is refused.
int password(char* buffer, int size, int /*writing*/, void* text) {
  const auto& value = *static_cast<const std::string*>(text);
  if (value.empty() || value.size() > static_cast<std::size_t>(size)) return 0;
  value.copy(buffer, value.size());
  return static_cast<int>(value.size());
}

void checkPrivate(const Source& source) {
  struct stat state {};
  if (::stat(source.path.c_str(), &state) != 0) return;  // openFile says so
  if ((state.st_mode & (S_IRWXO | S_IWGRP | S_IXGRP)) != 0) {
    refuse("dicom.tls.key_permissions", source, "may be read or changed by others (mode 0640 or stricter is needed)");
  }
  if (state.st_uid != geteuid() && state.st_uid != 0) refuse("dicom.tls.key_permissions", source, "belongs to another user");
}

Key readKey(const TlsFiles& files) {
  const Source source{"dicom.tls.key", files.key, "a PEM file with the server's private key, readable by its owner and group alone"};
  const auto file = openFile(source);
  checkPrivate(source);
  std::string secret = files.keyPassword;
  Key key(PEM_read_bio_PrivateKey(file.get(), nullptr, password, &secret), EVP_PKEY_free);
  if (!key) {
    refuse("dicom.tls.key", source,
           "cannot be read (" + opensslReason() +
               (files.keyPassword.empty() ? ", dicom.tls.key_password is not set)" : ", dicom.tls.key_password is set)"));
  }
  return key;
}

}  // namespace

struct TlsContext::Native {
  DcmTLSTransportLayer layer{NET_ACCEPTOR, nullptr, OFFalse};
  SSL_CTX* get() { return layer.getNativeHandle(); }

  void useProfile() {
    if (get() != nullptr && layer.setTLSProfile(TSP_Profile_BCP195_ND).good() && layer.activateCipherSuites().good()) return;
    throw Refusal("dicom.tls.profile", "the TLS library does not offer the suites of the Non-Downgrading BCP 195 profile");
  }
};

namespace {

class Loader {
public:
  Loader(SSL_CTX* context, const TlsFiles& files, std::vector<TlsExpiry>& expiries) : _context(context), _files(files), _expiries(expiries) {}

  void load() {
    loadCertificate();
    loadAuthorities();
    loadRevocations();
    setPolicy();
  }

private:
  void expires(const Source& source, const std::string& what, const ASN1_TIME* end) { _expiries.push_back({source.path, what, timeOf(end)}); }

  void loadCertificate() {
    const Source source{"dicom.tls.certificate", _files.certificate, "a PEM file with the server's certificate, then its intermediates"};
    bool leaf = true;
    eachCertificate(source, [&](X509* raw) {
      Certificate certificate(raw, X509_free);
      expires(source, "certificate " + nameOf(X509_get_subject_name(raw)), X509_get0_notAfter(raw));
      if (leaf) {
        checkLeaf(source, *raw);
        if (SSL_CTX_use_certificate(_context, raw) != 1) refuse("dicom.tls.certificate", source, "cannot be used (" + opensslReason() + ")");
        leaf = false;
      } else if (SSL_CTX_add_extra_chain_cert(_context, raw) == 1) {
        static_cast<void>(certificate.release());  // owned by the context
      }
    });
    const auto key = readKey(_files);
    if (SSL_CTX_use_PrivateKey(_context, key.get()) != 1 || SSL_CTX_check_private_key(_context) != 1) {
      refuse("dicom.tls.key", source, "does not belong to the key " + _files.key);
    }
  }

  static void checkLeaf(const Source& source, X509& certificate) {
    // The suites of the profile in TLS 1.2 are RSA's: with another key consoles that speak 1.2 would find none in common.
    const EVP_PKEY* key = X509_get0_pubkey(&certificate);
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < kSmallestRsa) {
      refuse("dicom.tls.certificate", source, "has another key than RSA of 2048 bits or more, as BCP 195 for DICOM asks");
    }
  }

  void loadAuthorities() {
    if (_files.client == ClientCertificate::ignored) return;
    const char* expected = "a PEM file with the certificates of the authorities that issue the consoles' certificates";
    if (_files.authorities.empty()) openFile({"dicom.tls.ca", "", expected});
    X509_STORE* store = SSL_CTX_get_cert_store(_context);
    for (const auto& path : _files.authorities) {
      const Source source{"dicom.tls.ca", path, expected};
      eachCertificate(source, [&](X509* raw) {
        const Certificate certificate(raw, X509_free);
        expires(source, "authority " + nameOf(X509_get_subject_name(raw)), X509_get0_notAfter(raw));
        X509_STORE_add_cert(store, raw);
        SSL_CTX_add_client_CA(_context, raw);
      });
    }
  }

  void loadRevocations() {
    if (_files.client == ClientCertificate::ignored || _files.revocations.empty()) return;
    X509_STORE* store = SSL_CTX_get_cert_store(_context);
    for (const auto& path : _files.revocations) {
      const Source source{"dicom.tls.crl", path, "a PEM file with certificate revocation lists"};
      eachRevocationList(source, [&](X509_CRL* raw) {
        const RevocationList list(raw, X509_CRL_free);
        expires(source, "revocation list of " + nameOf(X509_CRL_get_issuer(raw)), X509_CRL_get0_nextUpdate(raw));
        X509_STORE_add_crl(store, raw);
      });
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  }

  void setPolicy() {
    const int mode = _files.client == ClientCertificate::ignored     ? SSL_VERIFY_NONE
                     : _files.client == ClientCertificate::requested ? SSL_VERIFY_PEER
                                                                     : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    SSL_CTX_set_verify(_context, mode, nullptr);
    SSL_CTX_set_verify_depth(_context, 8);
    SSL_CTX_set_min_proto_version(_context, TLS1_2_VERSION);
    SSL_CTX_set_options(_context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(_context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(_context, 0);
    SSL_CTX_set_dh_auto(_context, 1);
    SSL_CTX_set_read_ahead(_context, 1);
    SSL_CTX_set_mode(_context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    // A console's certificate is read from untrusted bytes: no more of them than a chain needs.
    SSL_CTX_set_max_cert_list(_context, 32L * 1024);
  }

  SSL_CTX* const _context;
  const TlsFiles& _files;
  std::vector<TlsExpiry>& _expiries;
};

}  // namespace

std::vector<std::string> tlsCipherSuites() {
  TlsContext::Native native;
  native.useProfile();
  std::vector<std::string> names;
  const auto* suites = SSL_CTX_get_ciphers(native.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) names.emplace_back(SSL_CIPHER_standard_name(sk_SSL_CIPHER_value(suites, i)));
  return names;
}

TlsContext::TlsContext(const TlsFiles& files) : _native(std::make_unique<Native>()) {
  _native->useProfile();
  Loader(_native->get(), files, _expiries).load();
}

TlsContext::~TlsContext() = default;

std::unique_ptr<Stream> TlsContext::open(int socket) const {
  SSL* tls = SSL_new(_native->get());
  if (tls == nullptr) throw std::bad_alloc();
  return std::make_unique<TlsStream>(socket, tls);
}

}  // namespace clairis::dicom
