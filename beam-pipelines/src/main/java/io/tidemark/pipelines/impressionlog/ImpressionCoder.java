package io.tidemark.pipelines.impressionlog;

import io.tidemark.store.Impression;
import io.tidemark.store.ServedRanking;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** How an {@link Impression} travels between the steps of a pipeline. */
public final class ImpressionCoder extends AtomicCoder<Impression> {
  private static final long serialVersionUID = 1;
  private static final ImpressionCoder INSTANCE = new ImpressionCoder();
  private static final ServedRankingCoder RANKINGS = ServedRankingCoder.of();
  private static final VarIntCoder INTS = VarIntCoder.of();

  private ImpressionCoder() {}

  public static ImpressionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Impression impression, OutputStream out) throws IOException {
    RANKINGS.encode(new ServedRanking(impression.request(), List.of(impression.pin())), out);
    INTS.encode(impression.position(), out);
  }

  @Override
  public Impression decode(InputStream in) throws IOException {
    ServedRanking ranking = RANKINGS.decode(in);
    return new Impression(ranking.request(), ranking.pins().get(0), INTS.decode(in));
  }

  @Override
  public TypeDescriptor<Impression> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(Impression.class);
  }
}
