// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;

namespace clairis::hl7 {

/// PEM files of one end of TLS.
struct TlsFiles {
  std::string certificate;  ///< own chain, leaf first; a client may have none
  std::string key;
  std::string trust;  ///< the authorities that may have issued the other end's certificate; nothing else is trusted
};

/// What both ends of MLLP over TLS agree on: 1.2 or higher, no renegotiation, no compression. Immutable and shared by threads after construction. The
/// process must ignore SIGPIPE, as the host does.
class TlsContext {
public:
  /// The sending end: the server's chain and name are checked. Refusal "mllp.tls" naming the file that cannot be used.
  static std::shared_ptr<const TlsContext> client(const TlsFiles& files);
  /// The listening end. `required`: a client without a trusted certificate is refused in the handshake. `subjects` not empty: and one whose subject's
  /// common name is not among them.
  static std::shared_ptr<const TlsContext> server(const TlsFiles& files, bool required, std::vector<std::string> subjects);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* get() const noexcept { return _context; }
  const std::vector<std::string>& subjects() const noexcept { return _subjects; }

private:
  explicit TlsContext(ssl_ctx_st* context) : _context(context) {}
  static std::shared_ptr<TlsContext> make(const TlsFiles& files, bool server);

  ssl_ctx_st* _context;
  std::vector<std::string> _subjects;
};

}  // namespace clairis::hl7
