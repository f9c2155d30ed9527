// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.ValidationResult.ValidationError;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Checks every PDF of a folder against PDF/A-1b; exit code 0 only when there is at least one and all are valid. */
public class Preflight {
  private static ValidationResult check(File file) throws IOException {
    try {
      PreflightParser parser = new PreflightParser(file);
      parser.parse();
      try (PreflightDocument document = parser.getPreflightDocument()) {
        document.validate();
        return document.getResult();
      }
    } catch (SyntaxValidationException broken) {
      return broken.getResult();
    }
  }

  public static void main(String[] arguments) throws IOException {
    File[] files = new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".pdf"));
    if (files == null || files.length == 0) {
      System.err.println("no PDF in " + arguments[0]);
      System.exit(1);
    }
    Arrays.sort(files);
    int invalid = 0;
    for (File file : files) {
      ValidationResult result = check(file);
      if (result.isValid()) continue;
      ++invalid;
      for (ValidationError error : result.getErrorsList())
        System.err.println(file.getName() + ": " + error.getErrorCode() + " " + error.getDetails());
    }
    System.out.println(files.length + " files, " + invalid + " invalid");
    System.exit(invalid == 0 ? 0 : 1);
  }
}
