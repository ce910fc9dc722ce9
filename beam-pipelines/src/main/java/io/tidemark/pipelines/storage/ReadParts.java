package io.tidemark.pipelines.storage;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads parts of like kind, such as the files of a table: a worker that is done with one gets the
 * next one, so all of them have work until the end. Shuffling the parts instead would draw a worker
 * for each, and of few parts give one worker many more than another.
 *
 * @param <P> a part, which says where its elements are
 * @param <T> an element
 */
public final class ReadParts<P extends Serializable, T> extends PTransform<PBegin, PCollection<T>> {
  private static final long serialVersionUID = 1;

  private final Parts<P, T> parts;

  private ReadParts(Parts<P, T> parts) {
    this.parts = parts;
  }

  /** The elements of an open part. */
  public interface Elements<T> extends Closeable {
    /** The next one, or empty after the last. */
    Optional<T> next() throws IOException;
  }

  /** Opens a part where it is read. */
  public interface Opener<P, T> extends Serializable {
    Elements<T> open(P part) throws IOException;
  }

  /**
   * Reads parts.
   *
   * @param coder of the elements
   */
  public static <P extends Serializable, T> ReadParts<P, T> of(
      List<P> parts, Opener<P, T> opener, Coder<T> coder) {
    requireNonNull(opener, "opener is null");
    requireNonNull(coder, "coder is null");
    return new ReadParts<>(new Parts<>(parts, opener, coder));
  }

  @Override
  public PCollection<T> expand(PBegin begin) {
    return begin.apply(Read.from(parts));
  }

  private static final class Parts<P extends Serializable, T> extends BoundedSource<T> {
    private static final long serialVersionUID = 1;

    private final ArrayList<P> parts;
    private final Opener<P, T> opener;
    private final Coder<T> coder;

    Parts(List<P> parts, Opener<P, T> opener, Coder<T> coder) {
      this.parts = new ArrayList<>(parts);
      this.opener = opener;
      this.coder = coder;
    }

    @Override
    public List<Parts<P, T>> split(long desiredBytes, PipelineOptions options) {
      return parts.stream().map(part -> new Parts<>(List.of(part), opener, coder)).toList();
    }

    /** Nobody knows how large parts are; they count as one each. */
    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return parts.size();
    }

    @Override
    public BoundedReader<T> createReader(PipelineOptions options) {
      return new PartsReader<>(this);
    }

    @Override
    public Coder<T> getOutputCoder() {
      return coder;
    }
  }

  private static final class PartsReader<P extends Serializable, T>
      extends BoundedSource.BoundedReader<T> {
    private final Parts<P, T> source;
    private final Iterator<P> left;
    private Elements<T> open;
    private Optional<T> current = Optional.empty();

    PartsReader(Parts<P, T> source) {
      this.source = source;
      this.left = source.parts.iterator();
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      current = open == null ? Optional.empty() : open.next();
      while (current.isEmpty() && left.hasNext()) {
        close();
        open = source.opener.open(left.next());
        current = open.next();
      }
      return current.isPresent();
    }

    @Override
    public T getCurrent() {
      return current.orElseThrow(() -> new NoSuchElementException("there is no element"));
    }

    @Override
    public Parts<P, T> getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        Elements<T> done = open;
        open = null;
        done.close();
      }
    }
  }
}
