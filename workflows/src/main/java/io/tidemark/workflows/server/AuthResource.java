package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Hands out tokens; it lies outside of the API's version. */
@Path("/auth/token")
@Produces(MediaType.APPLICATION_JSON)
public final class AuthResource {
  private static final Duration LIFE = Duration.ofHours(24);
  private static final Duration LIFE_OF_A_COMMAND = Duration.ofHours(1);

  private final Accounts accounts;
  private final Tokens tokens;

  AuthResource(Accounts accounts, Tokens tokens) {
    this.accounts = accounts;
    this.tokens = tokens;
  }

  @POST
  public Response token(InputStream body) throws IOException {
    return token(body, LIFE);
  }

  @POST
  @Path("/cli")
  public Response shortToken(InputStream body) throws IOException {
    return token(body, LIFE_OF_A_COMMAND);
  }

  private Response token(InputStream stream, Duration life) throws IOException {
    Body body = Body.read(stream, "username", "password");
    body.require("username");
    body.require("password");
    User user =
        accounts
            .user(body.text("username").orElse(""), body.text("password").orElse(""))
            .orElseThrow(() -> ApiException.of(401, "Invalid credentials"));
    return Response.status(201)
        .entity(JsonNodeFactory.instance.objectNode().put("access_token", tokens.issue(user, life)))
        .build();
  }
}
