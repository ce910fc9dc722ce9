package io.tidemark.pipelines.timeline;

import io.tidemark.pipelines.actionlog.ActionCoder;
import io.tidemark.store.Action;
import java.util.List;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Lets Beam find the coders of {@link Action} and {@link Timeline} by itself. */
public final class TimelineCoders implements CoderProviderRegistrar {
  @Override
  public List<CoderProvider> getCoderProviders() {
    return List.of(
        CoderProviders.forCoder(TypeDescriptor.of(Action.class), ActionCoder.of()),
        CoderProviders.forCoder(TypeDescriptor.of(Timeline.class), TimelineCoder.of()));
  }
}
