package io.tidemark.pipelines.impressionlog;

import io.tidemark.store.ServedRanking;
import io.tidemark.store.ServedRankingJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;

/** How a {@link ServedRanking} travels between the steps of a pipeline: as it lies in Kafka. */
public final class ServedRankingCoder extends CustomCoder<ServedRanking> {
  private static final long serialVersionUID = 1;
  private static final ServedRankingCoder INSTANCE = new ServedRankingCoder();
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private ServedRankingCoder() {}

  public static ServedRankingCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ServedRanking ranking, OutputStream out) throws IOException {
    BYTES.encode(ServedRankingJson.encode(ranking), out);
  }

  @Override
  public ServedRanking decode(InputStream in) throws IOException {
    try {
      return ServedRankingJson.decode(BYTES.decode(in));
    } catch (IllegalArgumentException e) {
      throw new CoderException(e);
    }
  }
}
