package io.tidemark.workflows.server;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;

/** Lets in who has a token: viewers to look, administrators to change. */
@Priority(Priorities.AUTHENTICATION)
final class Gatekeeper implements ContainerRequestFilter {
  private static final String PREFIX = "Bearer ";

  /** Open to everyone, as they are with Airflow. */
  private static final Set<String> OPEN =
      Set.of("api/v2/version", "api/v2/monitor/health", "auth/token", "auth/token/cli", "health");

  /** Questions, though asked by POST. */
  private static final Set<String> QUESTIONS =
      Set.of(
          "api/v2/dags/~/dagRuns/list",
          "api/v2/dags/~/dagRuns/~/taskInstances/list",
          "api/v2/backfills/dry_run");

  private final Tokens tokens;

  Gatekeeper(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    if (OPEN.contains(path)) {
      return;
    }
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      throw ApiException.of(401, "Not authenticated");
    }
    User user = tokens.verify(header.substring(PREFIX.length()).strip());
    boolean looks = request.getMethod().equals("GET") || QUESTIONS.contains(path);
    if (!looks && user.role() != Role.ADMIN) {
      throw ApiException.of(403, "Forbidden");
    }
    request.setSecurityContext(new Known(user, request.getSecurityContext().isSecure()));
  }

  private record Known(User user, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return user;
    }

    @Override
    public boolean isUserInRole(String role) {
      return user.role().id().equals(role);
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
