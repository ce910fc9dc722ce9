package io.tidemark.pipelines.timeline;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** How a {@link Timeline} travels between the steps of a pipeline. */
public final class TimelineCoder extends AtomicCoder<Timeline> {
  private static final long serialVersionUID = 1;
  private static final TimelineCoder INSTANCE = new TimelineCoder();
  private static final ListCoder<Action> ACTIONS = ListCoder.of(ActionCoder.of());

  private TimelineCoder() {}

  public static TimelineCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Timeline timeline, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(timeline.userId(), out);
    ACTIONS.encode(timeline.actions(), out);
  }

  @Override
  public Timeline decode(InputStream in) throws IOException {
    String userId = StringUtf8Coder.of().decode(in);
    List<Action> actions = ACTIONS.decode(in);
    return new Timeline(userId, actions);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public TypeDescriptor<Timeline> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(Timeline.class);
  }
}
