package io.tidemark.pipelines.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.pipelines.importing.ImportLedger.Decision;
import io.tidemark.pipelines.storage.JobFailedException;
import io.tidemark.pipelines.storage.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportLedgerTest {
  @TempDir Path folder;
  private ImportLedger ledger;

  @BeforeEach
  void openLedger() {
    ledger = new ImportLedger(Warehouse.at(folder.toString()));
  }

  @Test
  void whatWasImportedWholeNeedsNoSecondImport() throws IOException {
    ImportRecord whole = imported(plan(0, null, null));

    assertThat(ledger.decide(plan(0, null, null))).isEqualTo(new Decision.Nothing(whole));
    assertThat(ledger.decide(plan(0, 5L, 9L))).isEqualTo(new Decision.Nothing(whole));
  }

  @Test
  void anImportWhoseFilesAreGoneIsRepeated() throws IOException {
    ImportRecord whole = imported(plan(0, null, null));
    Files.delete(Path.of(whole.files().keySet().iterator().next()));

    assertThat(ledger.decide(plan(0, null, null))).isEqualTo(new Decision.Import(List.of(whole)));
  }

  @Test
  void anotherShiftReplacesAndARangeBesideItStays() throws IOException {
    ImportRecord early = imported(plan(0, null, 5L));

    assertThat(ledger.decide(plan(0, 5L, null))).isEqualTo(new Decision.Import(List.of()));
    assertThat(ledger.decide(plan(0, null, null))).isEqualTo(new Decision.Import(List.of(early)));
    assertThat(ledger.decide(plan(3, 5L, null))).isEqualTo(new Decision.Import(List.of(early)));
  }

  @Test
  void aRangeThatOverlapsInPartIsRefused() throws IOException {
    imported(plan(0, null, 5L));

    assertThatThrownBy(() -> ledger.decide(plan(0, 3L, null)))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("overlaps");
  }

  @Test
  void anotherFileIsNobodysRepeat() throws IOException {
    imported(plan(0, null, null));
    ImportPlan other = plan("b".repeat(64), 0, null, null);

    assertThat(ledger.decide(other)).isEqualTo(new Decision.Import(List.of()));
  }

  @Test
  void aForgottenImportLeavesOnlyTheFilesThatOthersHave() throws IOException {
    ImportRecord whole = imported(plan(0, null, null));
    Path file = Path.of(whole.files().keySet().iterator().next());

    ledger.forget(whole, List.of(file.toString()));
    assertThat(file).exists();
    ledger.forget(whole, List.of());
    assertThat(file).doesNotExist();
    assertThat(ledger.all()).isEmpty();
  }

  private ImportRecord imported(ImportPlan plan) throws IOException {
    Path file = Files.writeString(folder.resolve(plan.name() + ".parquet"), "");
    ImportRecord record =
        ImportSummary.record(
            plan, "x.tsv", Map.of("rows", 3L, "actions/like", 3L, "file/" + file, 3L));
    ledger.write(record);
    return record;
  }

  private static ImportPlan plan(int shiftDays, Long from, Long until) {
    return plan("a".repeat(64), shiftDays, from, until);
  }

  private static ImportPlan plan(String content, int shiftDays, Long from, Long until) {
    return new ImportPlan(
        DescriptorReader.named("kuairand"), List.of(), content, shiftDays, from, until);
  }
}
