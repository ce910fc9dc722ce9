package io.tidemark.workflows.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.workflows.scheduler.Settings;
import io.tidemark.workflows.scheduler.VariableRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Variables. The value of one that sounds like a secret is never handed out. */
@Path("/api/v2/variables")
@Produces(MediaType.APPLICATION_JSON)
public final class VariablesResource {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(access_token|api_?key|authorization|passphrase|passw|private_key|secret|token).*");

  private final Settings settings;

  VariablesResource(Settings settings) {
    this.settings = settings;
  }

  @GET
  public ObjectNode variables(@Context UriInfo uri) {
    List<VariableRow> all = settings.variables();
    return RunShapes.list(
        "variables",
        Paging.page(uri.getQueryParameters(), all),
        all.size(),
        VariablesResource::shape);
  }

  @GET
  @Path("/{key: .+}")
  public ObjectNode variable(@PathParam("key") String key) {
    return shape(find(key));
  }

  @POST
  public Response create(InputStream stream) throws IOException {
    Body body = body(stream);
    String key = body.text("key").orElse("");
    if (settings.variable(key).isPresent()) {
      throw ApiException.of(409, "The Variable with key: `%s` already exists".formatted(key));
    }
    settings.set(new VariableRow(key, value(body), body.text("description")));
    return Response.status(201).entity(variable(key)).build();
  }

  @PATCH
  @Path("/{key: .+}")
  public ObjectNode patch(@PathParam("key") String key, InputStream stream) throws IOException {
    Body body = body(stream);
    VariableRow now = find(key);
    Optional<String> description =
        body.has("description") ? body.text("description") : now.description();
    settings.set(new VariableRow(key, value(body), description));
    return variable(key);
  }

  @DELETE
  @Path("/{key: .+}")
  public void delete(@PathParam("key") String key) {
    if (!settings.deleteVariable(key)) {
      throw notFound(key);
    }
  }

  private static Body body(InputStream stream) throws IOException {
    Body body = Body.read(stream, "key", "value", "description", "team_name");
    body.require("key");
    body.require("value");
    return body;
  }

  /** Text as it is, anything else as JSON. */
  private static String value(Body body) {
    JsonNode value = body.node().path("value");
    return value.isTextual() ? value.asText() : value.toString();
  }

  private VariableRow find(String key) {
    return settings.variable(key).orElseThrow(() -> notFound(key));
  }

  private static ApiException notFound(String key) {
    return ApiException.notFound("The Variable with key: `%s` was not found".formatted(key));
  }

  private static ObjectNode shape(VariableRow variable) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("key", variable.name())
        .put("value", SECRET.matcher(variable.name()).matches() ? "***" : variable.text())
        .put("description", variable.description().orElse(null))
        .put("is_encrypted", false)
        .putNull("team_name");
  }
}
