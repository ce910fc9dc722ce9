package io.tidemark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.infra.stack.Component;
import io.tidemark.infra.stack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On an HBase of its own: retention looks at all releases there are. */
class VersionRetentionIT {
  private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");

  @Test
  void onlyTheVectorsThatNoReleaseNeedsGo(@TempDir Path folder) {
    try (LocalStack stack = LocalStack.start(folder, Component.HBASE);
        StoreConnection connection =
            StoreConnection.open(StoreConfig.of(stack.address(Component.HBASE)))) {
      new StoreSchema(connection).create();
      UserEmbeddings embeddings = new UserEmbeddings(connection);
      Pins pins = new Pins(connection);
      Releases releases = new Releases(connection);
      for (int number = 1; number <= 3; number++) {
        List<UserEmbedding> users =
            IntStream.range(0, 1_200)
                .mapToObj(user -> new UserEmbedding("u" + user, new float[] {1}, MONDAY))
                .toList();
        embeddings.write("f" + number, users);
        pins.write("p" + number, MONDAY, List.of(new Pin("pin", new float[] {1}, 1)));
        releases.add(release(Release.PINS, "p" + number, number, Map.of()));
        Release model =
            release(Release.PINNERFORMER, "f" + number, number, Map.of(Release.PINS, "p" + number));
        releases.add(model);
        releases.publish(Release.PINNERFORMER, model.id(), "test");
      }
      embeddings.write("unreleased", List.of(new UserEmbedding("u1", new float[] {1}, MONDAY)));
      VersionRetention retention = new VersionRetention(connection);

      assertThat(retention.clean(1))
          .containsExactlyInAnyOrder(
              new VersionRetention.Removed(Release.PINNERFORMER, "f1", 1_200),
              new VersionRetention.Removed(Release.PINS, "p1", 1));

      assertThat(embeddings.count("f1")).isZero();
      assertThat(embeddings.count("f2")).isEqualTo(1_200);
      assertThat(embeddings.count("f3")).isEqualTo(1_200);
      assertThat(embeddings.count("unreleased")).isEqualTo(1);
      assertThat(pins.read(List.of("pin"), "p1")).isEmpty();
      assertThat(pins.read(List.of("pin"), "p2")).hasSize(1);
      assertThat(retention.clean(1)).isEmpty();
      releases.rollback(Release.PINNERFORMER, "to what is kept");
      assertThatThrownBy(() -> releases.rollback(Release.PINNERFORMER, "to what is gone"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("its vectors were removed")
          .hasMessageContaining("publish one of: r3, r2");
    }
  }

  private static Release release(
      String model, String version, int number, Map<String, String> requires) {
    Instant asOf = MONDAY.plus(Duration.ofDays(number));
    return new Release(
        model, "r" + number, version, asOf, Optional.empty(), 1, requires, Map.of(), asOf);
  }
}
