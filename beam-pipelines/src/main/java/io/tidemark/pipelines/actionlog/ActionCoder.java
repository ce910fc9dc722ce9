package io.tidemark.pipelines.actionlog;

import io.tidemark.store.Action;
import io.tidemark.store.ActionType;
import io.tidemark.store.Surface;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** How an {@link Action} travels between the steps of a pipeline. Equal actions, equal bytes. */
public final class ActionCoder extends AtomicCoder<Action> {
  private static final long serialVersionUID = 1;
  private static final ActionCoder INSTANCE = new ActionCoder();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
  private static final VarLongCoder LONGS = VarLongCoder.of();
  private static final VarIntCoder INTS = VarIntCoder.of();

  private ActionCoder() {}

  public static ActionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Action action, OutputStream out) throws IOException {
    if (action == null) {
      throw new CoderException("an action may not be null");
    }
    STRINGS.encode(action.eventId(), out);
    STRINGS.encode(action.userId(), out);
    STRINGS.encode(action.pinId(), out);
    INTS.encode(action.type().code(), out);
    INTS.encode(action.surface().code(), out);
    LONGS.encode(action.occurredAt(), out);
    LONGS.encode(action.durationMillis() - Action.UNKNOWN_DURATION, out);
    out.write(action.requestId().isPresent() ? 1 : 0);
    if (action.requestId().isPresent()) {
      STRINGS.encode(action.requestId().get(), out);
    }
  }

  @Override
  public Action decode(InputStream in) throws IOException {
    String eventId = STRINGS.decode(in);
    String userId = STRINGS.decode(in);
    String pinId = STRINGS.decode(in);
    int type = INTS.decode(in);
    int surface = INTS.decode(in);
    long occurredAt = LONGS.decode(in);
    long durationMillis = LONGS.decode(in) + Action.UNKNOWN_DURATION;
    Optional<String> requestId =
        in.read() == 1 ? Optional.of(STRINGS.decode(in)) : Optional.empty();
    return new Action(
        eventId,
        userId,
        pinId,
        ActionType.fromCode(type)
            .orElseThrow(() -> new CoderException("no action type has the code " + type)),
        Surface.fromCode(surface)
            .orElseThrow(() -> new CoderException("no surface has the code " + surface)),
        occurredAt,
        durationMillis,
        requestId);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public TypeDescriptor<Action> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(Action.class);
  }
}
