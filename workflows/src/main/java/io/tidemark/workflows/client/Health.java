package io.tidemark.workflows.client;

import java.time.Instant;
import java.util.Optional;

/**
 * How a server is.
 *
 * @param database {@code healthy} or not
 * @param scheduler {@code healthy} or not; empty if the server does not say
 * @param schedulerHeartbeat its newest sign of life
 */
public record Health(
    String database, Optional<String> scheduler, Optional<Instant> schedulerHeartbeat) {
  static Health of(Json json) {
    Json scheduler = new Json(json.node().path("scheduler"));
    return new Health(
        new Json(json.node().path("metadatabase")).text("status", "unknown"),
        scheduler.text("status"),
        scheduler.instant("latest_scheduler_heartbeat"));
  }
}
