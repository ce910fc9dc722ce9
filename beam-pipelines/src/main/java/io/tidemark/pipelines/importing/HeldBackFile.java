package io.tidemark.pipelines.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes actions oldest first as JSON lines, each a message that the topic {@code actions} takes:
 * what was held back from an import can be replayed as live traffic. They are sorted in memory, so
 * this is for a day or two, not for a history.
 */
final class HeldBackFile extends PTransform<PCollection<Action>, PDone> {
  private static final long serialVersionUID = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;

  HeldBackFile(String path) {
    this.path = path;
  }

  @Override
  public PDone expand(PCollection<Action> actions) {
    actions
        .apply("Together", WithKeys.of(""))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), ActionCoder.of()))
        .apply("GroupHeldBack", GroupByKey.create())
        .apply("WriteHeldBack", ParDo.of(new Write(path)));
    return PDone.in(actions.getPipeline());
  }

  /** The action as a message of the topic {@code actions}. */
  static String message(Action action) {
    ObjectNode message = JSON.createObjectNode();
    message.put("event_id", action.eventId());
    message.put("user_id", action.userId());
    message.put("pin_id", action.pinId());
    message.put("action_type", action.type().wireName());
    message.put("surface", action.surface().wireName());
    message.put("occurred_at", action.occurredAt());
    if (action.durationMillis() != Action.UNKNOWN_DURATION) {
      message.put("duration_ms", action.durationMillis());
    }
    action.requestId().ifPresent(requestId -> message.put("request_id", requestId));
    return message.toString();
  }

  private static final class Write extends DoFn<KV<String, Iterable<Action>>, Void> {
    private static final long serialVersionUID = 1;
    private final String path;

    Write(String path) {
      this.path = path;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<Action>> all) throws IOException {
      List<Action> actions = new ArrayList<>();
      all.getValue().forEach(actions::add);
      actions.sort(Action.OLDEST_FIRST);
      ResourceId staged = FileSystems.matchNewResource(path + ".part", false);
      try (OutputStream out =
          Channels.newOutputStream(FileSystems.create(staged, "application/jsonl"))) {
        for (Action action : actions) {
          out.write(message(action).getBytes(StandardCharsets.UTF_8));
          out.write('\n');
        }
      }
      FileSystems.rename(List.of(staged), List.of(FileSystems.matchNewResource(path, false)));
    }
  }
}
