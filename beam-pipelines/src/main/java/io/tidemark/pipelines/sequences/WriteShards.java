package io.tidemark.pipelines.sequences;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.pipelines.storage.ScratchFolder;
import io.tidemark.pipelines.timeline.Timeline;
import io.tidemark.pipelines.timeline.TimelineCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Spreads timelines over the shards of a snapshot by user, and writes the shards that changed. */
final class WriteShards extends PTransform<PCollection<Timeline>, PDone> {
  private static final long serialVersionUID = 1;
  private static final KvCoder<Integer, Timeline> BY_SHARD =
      KvCoder.of(VarIntCoder.of(), TimelineCoder.of());

  private final WriteShard write;
  private final int shards;
  private final String result;

  /**
   * @param result file for what was written, a JSON list
   */
  WriteShards(WriteShard write, int shards, String result) {
    this.write = requireNonNull(write, "write is null");
    this.shards = shards;
    this.result = requireNonNull(result, "result is null");
  }

  /** The shard of a user, evenly spread however alike the ids are. */
  static int shardOf(String userId, int shards) {
    int mixed = userId.hashCode() * 0x9E3779B9;
    return Math.floorMod(mixed ^ (mixed >>> 16), shards);
  }

  @Override
  public PDone expand(PCollection<Timeline> timelines) {
    int count = shards;
    PCollection<KV<Integer, Timeline>> changed =
        timelines
            .apply(
                "ByShard",
                WithKeys.of((Timeline timeline) -> shardOf(timeline.userId(), count))
                    .withKeyType(TypeDescriptors.integers()))
            .setCoder(BY_SHARD);
    changed
        .apply("GroupByShard", GroupByKey.create())
        .apply("WriteShard", ParDo.of(write))
        .setCoder(SerializableCoder.of(WrittenShard.class))
        .apply("OneKey", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(WrittenShard.class)))
        .apply("WaitForAll", GroupByKey.create())
        .apply(
            "ToJson",
            MapElements.into(TypeDescriptors.strings()).via(written -> toJson(written.getValue())))
        .apply("Report", ParDo.of(new ScratchFolder.WriteText(result)));
    return PDone.in(timelines.getPipeline());
  }

  private static String toJson(Iterable<WrittenShard> written) {
    List<WrittenShard> shards = new ArrayList<>();
    written.forEach(shards::add);
    try {
      return new ObjectMapper().writeValueAsString(shards);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("shards cannot be written", impossible);
    }
  }
}
