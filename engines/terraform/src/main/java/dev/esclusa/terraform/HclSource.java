package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.CONFIGURATION;
import static dev.esclusa.terraform.TerraformException.Code.LIMIT;

import dev.esclusa.tree.Position;
import java.util.Arrays;

/** The text of one configuration file, which can name its places. */
final class HclSource {
  private final String file;
  private final String text;
  private final int[] lineStarts;

  HclSource(String file, String text) {
    this.file = file;
    this.text = text;
    int[] starts = new int[16];
    int count = 1;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      starts = count == starts.length ? Arrays.copyOf(starts, count * 2) : starts;
      starts[count++] = i + 1;
    }
    this.lineStarts = Arrays.copyOf(starts, count);
  }

  String text() {
    return text;
  }

  Position position(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Position(file, line + 1, offset - lineStarts[line] + 1);
  }

  TerraformException wrong(int offset, String cause, String fix) {
    return new TerraformException(CONFIGURATION, position(offset).toString(), cause, fix);
  }

  TerraformException tooDeep(int offset) {
    return new TerraformException(
        LIMIT,
        position(offset).toString(),
        "Blocks, brackets or templates stand in each other too deeply.",
        "Split the expression.");
  }
}
