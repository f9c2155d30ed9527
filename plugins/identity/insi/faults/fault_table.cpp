// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "plugins/identity/insi/faults/fault_table.h"

#include <algorithm>
#include <array>

namespace clairis::identity::insi {
namespace {

// Only codes whose meaning is published; any other is judged by the side that the fault itself names.
constexpr std::array kRows{
    FaultRow{"desir_550", Remedy::configuration,
             "INSi ne connaît pas le numéro d'autorisation du logiciel : prévenez l'administrateur (identity.insi.lps.idam).",
             "the software's authorisation number is unknown to INSi: check identity.insi.lps.idam"},
    FaultRow{"desir_560", Remedy::configuration,
             "Droits insuffisants : le certificat de la structure n'est pas un certificat INSI-MANU ou INSI-AUTO.",
             "insufficient rights: the common name of the client certificate is not exactly INSI-MANU or INSI-AUTO"},
    FaultRow{"siram_40", Remedy::later, "Le téléservice INSi est momentanément indisponible : recommencez plus tard.",
             "INSi is unavailable for a moment"},
    FaultRow{"siram_100", Remedy::request, "INSi n'accepte pas la demande : transmettez le code à l'assistance.", "INSi does not accept the request"},
};

constexpr FaultRow kReceiver{"", Remedy::later, "Le téléservice INSi signale une erreur de son côté : recommencez plus tard.",
                             "INSi reports an error of its own"};
constexpr FaultRow kSender{"", Remedy::request, "INSi refuse la demande : transmettez le code à l'assistance.", "INSi refuses the request"};

}  // namespace

const FaultRow& faultRow(const Fault& fault) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const FaultRow& each) { return each.code == fault.code; });
  if (row != kRows.end()) return *row;
  return fault.receiver ? kReceiver : kSender;
}

}  // namespace clairis::identity::insi
