package io.tidemark.pipelines.pinnersage;

import static java.util.Objects.requireNonNull;

import io.tidemark.store.InterestProfile;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/** Puts profiles into files, and counts what there is to check of them. */
final class StageProfiles extends DoFn<InterestProfile, ProfileChecks> {
  private static final long serialVersionUID = 1;

  private final String prefix;
  private transient ProfileFile file;
  private transient ProfileChecks checks;

  /**
   * @param prefix of the files' paths
   */
  StageProfiles(String prefix) {
    this.prefix = requireNonNull(prefix, "prefix is null");
  }

  @StartBundle
  public void start() {
    file = null;
    checks = ProfileChecks.none();
  }

  @ProcessElement
  public void add(@Element InterestProfile profile) throws IOException {
    if (file == null) {
      file = ProfileFile.create(prefix);
    }
    file.write(profile);
    checks = checks.plus(ProfileChecks.of(profile));
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws IOException {
    if (file != null) {
      file.close();
      context.output(checks, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    }
  }
}
