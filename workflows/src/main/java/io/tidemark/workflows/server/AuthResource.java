package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Hands out tokens, asked by JSON or by a form; it lies outside of the API's version. */
@Path("/auth/token")
@Produces(MediaType.APPLICATION_JSON)
public final class AuthResource {
  private static final String[] FIELDS = {"username", "password"};
  private static final Duration LIFE = Duration.ofHours(24);
  private static final Duration LIFE_OF_A_COMMAND = Duration.ofHours(1);

  private final Accounts accounts;
  private final Tokens tokens;

  AuthResource(Accounts accounts, Tokens tokens) {
    this.accounts = accounts;
    this.tokens = tokens;
  }

  @POST
  public Response token(@HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, InputStream body)
      throws IOException {
    return token(body, type, LIFE);
  }

  @POST
  @Path("/cli")
  public Response shortToken(
      @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, InputStream body) throws IOException {
    return token(body, type, LIFE_OF_A_COMMAND);
  }

  private Response token(InputStream stream, MediaType type, Duration life) throws IOException {
    boolean isForm = MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(type);
    Body body = isForm ? Body.readForm(stream, FIELDS) : Body.read(stream, FIELDS);
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
