package io.tidemark.pipelines.realtime;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** A {@link LiveEvent}: its partition, whether it is an action, then the action or the instant. */
final class LiveEventCoder extends CustomCoder<LiveEvent> {
  private static final Coder<Integer> PARTITION = VarIntCoder.of();
  private static final Coder<Boolean> IS_ACTION = BooleanCoder.of();
  private static final Coder<Action> ACTION = ActionCoder.of();
  private static final Coder<Long> MILLIS = VarLongCoder.of();

  @Override
  public void encode(LiveEvent event, OutputStream out) throws IOException {
    PARTITION.encode(event.partition(), out);
    if (event instanceof LiveEvent.Recorded recorded) {
      IS_ACTION.encode(true, out);
      ACTION.encode(recorded.action(), out);
    } else if (event instanceof LiveEvent.Heartbeat heartbeat) {
      IS_ACTION.encode(false, out);
      MILLIS.encode(heartbeat.producedAt().toEpochMilli(), out);
    }
  }

  @Override
  public LiveEvent decode(InputStream in) throws IOException {
    int partition = PARTITION.decode(in);
    return IS_ACTION.decode(in)
        ? new LiveEvent.Recorded(partition, ACTION.decode(in))
        : new LiveEvent.Heartbeat(partition, Instant.ofEpochMilli(MILLIS.decode(in)));
  }
}
