// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/service/standing.h"

#include "plugins/identity/insi/assertion/assertion_source.h"

namespace clairis::identity::insi {
namespace {

std::string rppsOf(const Practitioner& person) {
  try {
    return Rpps::parse(person.idNat).digits();
  } catch (const Refusal&) {
    // Not everybody who calls is a registered professional.
    return {};
  }
}

}  // namespace

Standings::Standings(const InsiOptions& options, const Credentials& credentials, webservice::Transport* card, Clinic& clinic, Store& store,
                     const Clock& clock)
    : _options(options), _credentials(credentials), _card(card), _clinic(clinic), _store(store), _clock(clock) {}

Standing Standings::manual(const Asking& asking) const {
  const auto& caller = asking.caller;
  Standing standing;
  std::string siteCode, siteStructure, rpps;
  _store.read([&](Reader& reader) {
    const bool only = asking.siteId.empty() && caller.siteIds.size() == 1 && !caller.allSites;
    const auto site = !asking.siteId.empty() ? _clinic.site(reader, asking.siteId)
                      : only                 ? _clinic.site(reader, caller.siteIds.front())
                                             : _clinic.defaultSite(reader);
    standing.siteId = site.id;
    siteCode = site.code;
    siteStructure = site.structureId;
    const auto& whose = asking.practitionerId.empty() ? caller.practitionerId : asking.practitionerId;
    rpps.clear();
    if (whose.empty()) return;
    const auto person = _clinic.practitioner(reader, whose);
    if (!person && !asking.practitionerId.empty())
      throw NotFound("practitioner.unknown", "no practitioner is stored under this id", "/practitionerId");
    if (person) rpps = rppsOf(*person);
  });
  requireAt(caller, kCallPermission, standing.siteId);
  standing.structure = _options.pool.structureOf(siteCode, rpps, siteStructure);
  if (asking.assertion.empty()) {
    if (_options.url.empty()) throw Refusal("insi.not_configured", "identity.insi.url.mtls is not set: INSi cannot be called");
    standing.mode = "manual";
    standing.transport = &_credentials.require(standing.structure, Usage::manual, _clock.now());
    return standing;
  }
  if (_card == nullptr) throw Refusal("insi.not_configured", "identity.insi.url.cpx is not set: calls by CPx card are not offered");
  standing.mode = "card";
  standing.assertion = HandedAssertion(asking.assertion, _clock.now()).assertion();
  standing.transport = _card;
  return standing;
}

Standing Standings::automatic() const {
  if (_options.url.empty()) throw Refusal("insi.not_configured", "identity.insi.url.mtls is not set: INSi cannot be called");
  Standing standing;
  standing.mode = "automatic";
  standing.structure = _options.automaticStructure;
  if (standing.structure.empty()) {
    standing.structure = _store.reading([&](Reader& reader) { return _clinic.defaultSite(reader).structureId; });
  }
  standing.transport = &_credentials.require(standing.structure, Usage::automatic, _clock.now());
  return standing;
}

}  // namespace clairis::identity::insi
