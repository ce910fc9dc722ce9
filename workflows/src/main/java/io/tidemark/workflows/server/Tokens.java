package io.tidemark.workflows.server;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.tidemark.workflows.scheduler.SchedulerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** JSON Web Tokens, signed with a key that survives restarts in a file of its own. */
final class Tokens {
  private static final String ISSUER = "tidemark";
  private static final String ROLE = "role";

  private final Algorithm algorithm;
  private final JWTVerifier verifier;
  private final Clock clock;

  private Tokens(String key, Clock clock) {
    this.algorithm = Algorithm.HMAC256(key);
    this.verifier =
        ((JWTVerifier.BaseVerification) JWT.require(algorithm).withIssuer(ISSUER)).build(clock);
    this.clock = clock;
  }

  static Tokens in(Path folder, Clock clock) {
    Path file = folder.resolve("token.key");
    try {
      if (!Files.exists(file)) {
        PrivateFile.write(file, PrivateFile.newSecret() + PrivateFile.newSecret());
      }
      return new Tokens(Files.readString(file), clock);
    } catch (IOException e) {
      throw new SchedulerException("cannot read " + file, e);
    }
  }

  String issue(User user, Duration life) {
    Instant now = clock.instant();
    return JWT.create()
        .withIssuer(ISSUER)
        .withSubject(user.name())
        .withClaim(ROLE, user.role().id())
        .withIssuedAt(now)
        .withExpiresAt(now.plus(life))
        .sign(algorithm);
  }

  /**
   * @throws ApiException 401 if it has expired, 403 if it is none of ours
   */
  User verify(String token) {
    try {
      DecodedJWT decoded = verifier.verify(token);
      return new User(decoded.getSubject(), Role.of(decoded.getClaim(ROLE).asString()));
    } catch (TokenExpiredException e) {
      throw ApiException.of(401, "Token Expired");
    } catch (JWTVerificationException | IllegalArgumentException | NullPointerException e) {
      throw ApiException.of(403, "Invalid JWT token");
    }
  }
}
