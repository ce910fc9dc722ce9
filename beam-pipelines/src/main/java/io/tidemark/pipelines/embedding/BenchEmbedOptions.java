package io.tidemark.pipelines.embedding;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@link BenchEmbed}. */
public interface BenchEmbedOptions extends EmbedUsersOptions {
  @Description("Made-up users")
  @Default.Long(10_000)
  long getUsers();

  void setUsers(long users);

  @Description("Actions of a user on average; some have four times as many")
  @Default.Integer(20)
  int getMeanActions();

  void setMeanActions(int meanActions);

  @Description("How often the job and the bare loop are run, in turn")
  @Default.Integer(3)
  int getRounds();

  void setRounds(int rounds);

  @Description("Measure a day on which one user in so many acts, too; 0 for no such day")
  @Default.Integer(0)
  int getActiveEvery();

  void setActiveEvery(int activeEvery);
}
