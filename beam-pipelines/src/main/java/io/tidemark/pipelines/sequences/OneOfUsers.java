package io.tidemark.pipelines.sequences;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import org.apache.parquet.filter2.predicate.Statistics;
import org.apache.parquet.filter2.predicate.UserDefinedPredicate;
import org.apache.parquet.io.api.Binary;

/**
 * Finds a few users' rows: rows lie in the order of ids, so a page whose first and last id have
 * none of them between is passed over undecoded.
 */
final class OneOfUsers extends UserDefinedPredicate<Binary> implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[][] sorted;

  OneOfUsers(Collection<String> userIds) {
    this.sorted =
        userIds.stream()
            .map(UserIdOrder::bytes)
            .sorted(UserIdOrder.BYTES)
            .distinct()
            .toArray(byte[][]::new);
  }

  @Override
  public boolean keep(Binary userId) {
    return userId != null && place(userId.getBytes()) >= 0;
  }

  @Override
  public boolean canDrop(Statistics<Binary> page) {
    int place = place(page.getMin().getBytes());
    int first = place >= 0 ? place : -place - 1;
    return first == sorted.length
        || UserIdOrder.BYTES.compare(sorted[first], page.getMax().getBytes()) > 0;
  }

  @Override
  public boolean inverseCanDrop(Statistics<Binary> page) {
    return false;
  }

  private int place(byte[] userId) {
    return Arrays.binarySearch(sorted, userId, UserIdOrder.BYTES);
  }
}
