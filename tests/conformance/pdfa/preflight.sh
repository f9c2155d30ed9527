#!/bin/sh
# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
# preflight.sh DIR: Apache PDFBox Preflight over every PDF of DIR, in one Java machine. Exit code 0 only when all are PDF/A-1b.
# Needs default-jdk-headless libpdfbox2-java libactivation-java libjaxb-api-java libcommons-io-java.
set -eu
here=$(dirname "$0")
jars=/usr/share/java
path=$jars/preflight.jar:$jars/pdfbox2.jar:$jars/fontbox2.jar:$jars/xmpbox.jar:$jars/commons-logging.jar:$jars/commons-io.jar
path=$path:$jars/javax.activation.jar:$jars/jaxb-api.jar
exec java -Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog -cp "$path" "$here/Preflight.java" "$1"
