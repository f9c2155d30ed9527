// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "core/plugin/plugin.h"
#include "dicom/association_server.h"
#include "dicom/mpps_service.h"
#include "dicom/worklist_service.h"

namespace clairis::worklist {

/// dicom.* and worklist.* as the configuration declares them.
std::vector<OptionSpec> optionSpecs();

/// The worklist of this host, as queries read it.
std::shared_ptr<dicom::WorklistSource> worklistOf(Host& host);

/// The profile of consoles that have none: what the options say.
dicom::ConsoleProfile profileOf(const Options& options);

/// What the listener serves. The conformance statement lists the SOP classes of the same services.
std::vector<std::shared_ptr<dicom::DimseService>> dimseServices(std::shared_ptr<dicom::WorklistSource> source,
                                                                std::shared_ptr<dicom::WorklistConsoles> consoles,
                                                                std::shared_ptr<dicom::StepSink> steps, const dicom::WorklistService::Note& note);

/// The listening server of a host, or null when dicom.port and dicom.tls_port are 0. `tls`: of tls_listener.h, may be null.
std::unique_ptr<dicom::AssociationServer> listen(Host& host, std::shared_ptr<dicom::WorklistSource> source,
                                                 std::shared_ptr<dicom::WorklistConsoles> consoles, std::shared_ptr<dicom::TlsKeys> tls,
                                                 dicom::AssociationServer::Admit admit);

}  // namespace clairis::worklist
