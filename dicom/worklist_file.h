// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

class DcmDataset;

namespace clairis::dicom {

/// The data set of a worklist file (wlmscpfs, Orthanc): DICOM Part 10, or a bare data set as dump2dcm -F writes it; explicit or implicit VR,
/// little endian. Throws Refusal "worklist.file.empty", "worklist.file.transfer_syntax" or "worklist.file.malformed" (not DICOM, truncated,
/// a length that points beyond the end, nested too deeply).
std::unique_ptr<DcmDataset> readWorklistFile(std::string_view bytes);

/// Writes a Part 10 file, explicit VR little endian, readable by its owner alone; a reader of the folder sees the whole file or none. Durable
/// once the caller has flushed the file system. Throws Refusal "worklist.file.write".
void writeWorklistFile(DcmDataset& dataset, const std::filesystem::path& path);

/// An entry of a JSON list: attributes by keyword with plain values ({"PatientName": "A^B", "ScheduledProcedureStepSequence": [{…}]}), as
/// Orthanc shows them, or the DICOM JSON model (PS3.18 F: {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B"}]}}).
/// Throws Refusal "worklist.json…" naming the key.
std::unique_ptr<DcmDataset> datasetFromJson(const nlohmann::json& entry);

/// The keyword form. Texts are UTF-8 whatever the data set's character set; (0008,0005) is left out.
nlohmann::json jsonFromDataset(DcmDataset& dataset);

}  // namespace clairis::dicom
