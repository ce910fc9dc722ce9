package io.tidemark.serving;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.dropwizard.util.DataSize;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import io.tidemark.serving.actions.KafkaConfiguration;
import io.tidemark.serving.canary.CanaryConfiguration;
import io.tidemark.serving.experiments.ExperimentsConfiguration;
import io.tidemark.serving.fleet.SampleConfiguration;
import io.tidemark.serving.freshness.FreshnessConfiguration;
import io.tidemark.serving.impressions.ImpressionsConfiguration;
import io.tidemark.serving.models.ModelsConfiguration;
import io.tidemark.serving.pins.PinsConfiguration;
import io.tidemark.serving.ranking.RankingConfiguration;
import io.tidemark.serving.realtime.RealtimeConfiguration;
import io.tidemark.serving.releases.AdminConfiguration;
import io.tidemark.serving.retrieval.RetrievalConfiguration;
import io.tidemark.serving.runs.SchedulerConfiguration;
import io.tidemark.serving.tides.HBaseConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** What can be configured; {@code tidemark-serving.yml} in the jar is the default. */
public final class ServingConfiguration extends Configuration {
  @Valid @NotNull private KafkaConfiguration kafka;
  @Valid @NotNull private HBaseConfiguration hbase;

  @Valid @NotNull private ModelsConfiguration models = ModelsConfiguration.DEFAULT;

  @Valid @NotNull private PinsConfiguration pins = PinsConfiguration.DEFAULT;
  @Valid @NotNull private RankingConfiguration ranking = RankingConfiguration.DEFAULT;
  @Valid @NotNull private RetrievalConfiguration retrieval = RetrievalConfiguration.DEFAULT;

  @Valid @NotNull private FreshnessConfiguration freshness = FreshnessConfiguration.DEFAULT;

  @Valid @NotNull private SampleConfiguration sample = SampleConfiguration.DEFAULT;
  @Valid @NotNull private CanaryConfiguration canary = CanaryConfiguration.DEFAULT;
  @Valid @NotNull private SchedulerConfiguration scheduler = SchedulerConfiguration.DEFAULT;

  @Valid @NotNull
  private ImpressionsConfiguration impressions =
      new ImpressionsConfiguration(null, null, null, null, null, null);

  @Valid @NotNull private ExperimentsConfiguration experiments = ExperimentsConfiguration.DEFAULT;
  @Valid @NotNull private RealtimeConfiguration realtime = RealtimeConfiguration.DEFAULT;
  @Valid @NotNull private AdminConfiguration admin = AdminConfiguration.DEFAULT;

  private boolean measured = true;

  @NotNull
  @MinDataSize(1024)
  @MaxDataSize(16 << 20)
  private DataSize bodyLimit = DataSize.mebibytes(1);

  /** Where actions go. */
  @JsonProperty
  public KafkaConfiguration getKafka() {
    return kafka;
  }

  @JsonProperty
  public void setKafka(KafkaConfiguration kafka) {
    this.kafka = kafka;
  }

  /** Where the tides are. */
  @JsonProperty
  public HBaseConfiguration getHbase() {
    return hbase;
  }

  @JsonProperty
  public void setHbase(HBaseConfiguration hbase) {
    this.hbase = hbase;
  }

  /** How models are watched and run. */
  @JsonProperty
  public ModelsConfiguration getModels() {
    return models;
  }

  @JsonProperty
  public void setModels(ModelsConfiguration models) {
    this.models = models;
  }

  /** How pins are kept at hand. */
  @JsonProperty
  public PinsConfiguration getPins() {
    return pins;
  }

  @JsonProperty
  public void setPins(PinsConfiguration pins) {
    this.pins = pins;
  }

  /** How rankings are made. */
  @JsonProperty
  public RankingConfiguration getRanking() {
    return ranking;
  }

  @JsonProperty
  public void setRanking(RankingConfiguration ranking) {
    this.ranking = ranking;
  }

  /** How candidates are retrieved. */
  @JsonProperty
  public RetrievalConfiguration getRetrieval() {
    return retrieval;
  }

  @JsonProperty
  public void setRetrieval(RetrievalConfiguration retrieval) {
    this.retrieval = retrieval;
  }

  /** When is fresh no longer fresh. */
  @JsonProperty
  public FreshnessConfiguration getFreshness() {
    return freshness;
  }

  @JsonProperty
  public void setFreshness(FreshnessConfiguration freshness) {
    this.freshness = freshness;
  }

  /** How users are sampled to find out how fresh everybody's data is. */
  @JsonProperty
  public SampleConfiguration getSample() {
    return sample;
  }

  @JsonProperty
  public void setSample(SampleConfiguration sample) {
    this.sample = sample;
  }

  /** How synthetic users act. */
  @JsonProperty
  public CanaryConfiguration getCanary() {
    return canary;
  }

  @JsonProperty
  public void setCanary(CanaryConfiguration canary) {
    this.canary = canary;
  }

  /** Where the daily workflow is scheduled. */
  @JsonProperty
  public SchedulerConfiguration getScheduler() {
    return scheduler;
  }

  @JsonProperty
  public void setScheduler(SchedulerConfiguration scheduler) {
    this.scheduler = scheduler;
  }

  /** Who may change what is published. */
  @JsonProperty
  public AdminConfiguration getAdmin() {
    return admin;
  }

  @JsonProperty
  public void setAdmin(AdminConfiguration admin) {
    this.admin = admin;
  }

  /** Whether and how what was served is recorded. */
  @JsonProperty
  public ImpressionsConfiguration getImpressions() {
    return impressions;
  }

  @JsonProperty
  public void setImpressions(ImpressionsConfiguration impressions) {
    this.impressions = impressions;
  }

  /** Where experiments come from. */
  @JsonProperty
  public ExperimentsConfiguration getExperiments() {
    return experiments;
  }

  @JsonProperty
  public void setExperiments(ExperimentsConfiguration experiments) {
    this.experiments = experiments;
  }

  /** Whether and how embeddings are computed at the moment of a request. */
  @JsonProperty
  public RealtimeConfiguration getRealtime() {
    return realtime;
  }

  @JsonProperty
  public void setRealtime(RealtimeConfiguration realtime) {
    this.realtime = realtime;
  }

  /**
   * Whether anything is measured and freshness is judged. Only to find out what that costs: without
   * it every answer says that its freshness is unknown.
   */
  @JsonProperty("measure")
  public boolean isMeasured() {
    return measured;
  }

  @JsonProperty("measure")
  public void setMeasured(boolean measured) {
    this.measured = measured;
  }

  /** The largest body a request may have. */
  @JsonProperty
  public DataSize getBodyLimit() {
    return bodyLimit;
  }

  @JsonProperty
  public void setBodyLimit(DataSize bodyLimit) {
    this.bodyLimit = bodyLimit;
  }
}
