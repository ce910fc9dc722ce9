package io.tidemark.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.store.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExperimentsTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant MIDDLE = START.plusSeconds(86_400);
  private static final Instant END = START.plusSeconds(7 * 86_400);
  private static final int USERS = 20_000;

  /** Values of a second implementation of murmur3, in another language. */
  @Test
  void aUserHasTheSameArmForEver() {
    assertThat(UnitHash.of("live-side-2026", "u42")).isEqualTo(0.41330857634771334);
    assertThat(UnitHash.of("live-side-2026", "\u00fcbung")).isEqualTo(0.9869343322317791);
  }

  @Test
  void placesAreSpreadEvenly() {
    int[] tenths = new int[10];
    IntStream.range(0, USERS).forEach(i -> tenths[(int) (10 * UnitHash.of("s", "u" + i))]++);

    assertThat(IntStream.of(tenths).boxed())
        .allMatch(count -> Math.abs(count - USERS / 10) < 4 * Math.sqrt(USERS * .09));
  }

  @Test
  void aUserIsInAtMostOneExperimentOfALayerAndBothGetTheirShare() {
    Experiments experiments =
        of(layer("a", experiment("one", 0, 0.3), experiment("two", 0.3, 0.5)));

    assertThat(share(experiments, "one/control")).isCloseTo(0.15, within(0.01));
    assertThat(share(experiments, "two/treatment")).isCloseTo(0.25, within(0.01));
    assertThat(experiments.assign(subject("u1"), MIDDLE).arms()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whoIsInAtTheBeginningOfARampStaysInTheSameArm() {
    Schedule ramp =
        new Schedule(
            START,
            Optional.of(END),
            List.of(new RampStep(START, 0.1), new RampStep(MIDDLE, 0.6), new RampStep(MIDDLE, 1)));
    Experiments experiments =
        of(layer("a", experiment("one", 0.2, 0.5, ramp, Targeting.ALL, Map.of())));

    List<String> early = members(experiments, START);
    List<String> late = members(experiments, MIDDLE);

    assertThat(early.size()).isBetween(USERS / 20 - 200, USERS / 20 + 200);
    assertThat(late).containsAll(early).hasSizeGreaterThan(8 * early.size());
  }

  @Test
  void nobodyIsInBeforeTheStartOrFromTheEndOn() {
    Schedule schedule = new Schedule(START, Optional.of(END), List.of());
    Experiments experiments =
        of(layer("a", experiment("one", 0, 1, schedule, Targeting.ALL, Map.of("u7", "treatment"))));

    assertThat(members(experiments, START.minusMillis(1))).isEmpty();
    assertThat(members(experiments, END)).isEmpty();
    assertThat(members(experiments, END.minusMillis(1))).hasSize(USERS);
  }

  @Test
  void targetingLooksAtEveryCondition() {
    Targeting targeting =
        new Targeting(
            Set.of(Surface.HOME),
            Set.of("u1", "u2"),
            Optional.empty(),
            Set.of("stale"),
            Set.of("quiet", "fresh"));
    Experiments experiments =
        of(layer("a", experiment("one", 0, 1, always(), targeting, Map.of())));

    assertThat(arms(experiments, new Subject("u1", Surface.HOME, "stale", "quiet"))).hasSize(1);
    assertThat(arms(experiments, new Subject("u3", Surface.HOME, "stale", "quiet"))).isEmpty();
    assertThat(arms(experiments, new Subject("u1", Surface.SEARCH, "stale", "quiet"))).isEmpty();
    assertThat(arms(experiments, new Subject("u1", Surface.HOME, "fresh", "quiet"))).isEmpty();
    assertThat(arms(experiments, new Subject("u1", Surface.HOME, "stale", "behind"))).isEmpty();
  }

  @Test
  void aShareOfUsersHasNothingToDoWithTheirArms() {
    Targeting half =
        new Targeting(
            Set.of(),
            Set.of(),
            Optional.of(new Targeting.UserShare("beta", 0.5)),
            Set.of(),
            Set.of());
    Experiments experiments = of(layer("a", experiment("one", 0, 1, always(), half, Map.of())));

    assertThat(share(experiments, "one/control")).isCloseTo(0.25, within(0.01));
    assertThat(share(experiments, "one/treatment")).isCloseTo(0.25, within(0.01));
  }

  @Test
  void anOverrideHoldsAgainstPlaceTargetingAndHoldoutAndIsMarked() {
    Targeting nobody =
        new Targeting(Set.of(), Set.of("nobody"), Optional.empty(), Set.of(), Set.of());
    Experiments experiments =
        new Experiments(
            Optional.of(new Holdout("h", 1)),
            List.of(
                layer("a", experiment("one", 0, 0, always(), nobody, Map.of("u7", "treatment")))));

    Assignments assignments = experiments.assign(subject("u7"), MIDDLE);

    assertThat(assignments.heldOut()).isFalse();
    assertThat(assignments.arms().get(0).label())
        .hasToString("one/treatment/override")
        .isEqualTo(ArmLabel.parse("one/treatment/override").orElseThrow());
  }

  @Test
  void whoIsHeldOutIsInNoLayer() {
    Experiments experiments =
        new Experiments(
            Optional.of(new Holdout("h", 0.1)),
            List.of(layer("a", experiment("one", 0, 1)), layer("b", experiment("two", 0, 1))));

    long heldOut =
        IntStream.range(0, USERS)
            .mapToObj(i -> experiments.assign(subject("u" + i), MIDDLE))
            .filter(Assignments::heldOut)
            .peek(assignments -> assertThat(assignments.arms()).isEmpty())
            .count();

    assertThat((double) heldOut / USERS).isCloseTo(0.1, within(0.01));
  }

  @Test
  void anExperimentNeedsTwoArmsAndAControlAmongThem() {
    assertThatThrownBy(
            () ->
                new Experiment(
                    "one",
                    "",
                    "one",
                    new Segment(0, 1),
                    always(),
                    Targeting.ALL,
                    Map.of(),
                    "other",
                    List.of(new Arm("a", 1, Parameters.NONE), new Arm("b", 1, Parameters.NONE))))
        .hasMessageContaining("names an arm that it has not");
  }

  @Test
  void textThatIsNoLabelIsNone() {
    assertThat(ArmLabel.parse("one")).isEmpty();
    assertThat(ArmLabel.parse("one/arm/other")).isEmpty();
    assertThat(ArmLabel.parse("one/arm")).contains(new ArmLabel("one", "arm", false));
  }

  private static double share(Experiments experiments, String label) {
    return IntStream.range(0, USERS)
            .mapToObj(i -> arms(experiments, subject("u" + i)))
            .filter(arms -> arms.contains(label))
            .count()
        / (double) USERS;
  }

  /** Everybody who is in an experiment, with the arm. */
  private static List<String> members(Experiments experiments, Instant now) {
    return IntStream.range(0, USERS)
        .boxed()
        .flatMap(
            i ->
                experiments.assign(subject("u" + i), now).arms().stream()
                    .map(arm -> i + " " + arm.arm().name()))
        .toList();
  }

  private static List<String> arms(Experiments experiments, Subject subject) {
    return experiments.assign(subject, MIDDLE).arms().stream()
        .map(arm -> arm.label().toString())
        .toList();
  }

  private static Subject subject(String user) {
    return new Subject(user, Surface.HOME, "fresh", "fresh");
  }

  private static Experiments of(Layer layer) {
    return new Experiments(Optional.empty(), List.of(layer));
  }

  private static Layer layer(String name, Experiment... experiments) {
    return new Layer(name, name + "-salt", List.of(experiments));
  }

  private static Schedule always() {
    return new Schedule(START, Optional.empty(), List.of());
  }

  private static Experiment experiment(String id, double from, double share) {
    return experiment(id, from, share, always(), Targeting.ALL, Map.of());
  }

  private static Experiment experiment(
      String id,
      double from,
      double share,
      Schedule schedule,
      Targeting targeting,
      Map<String, String> overrides) {
    return new Experiment(
        id,
        "",
        id,
        new Segment(from, share),
        schedule,
        targeting,
        overrides,
        "control",
        List.of(new Arm("control", 1, Parameters.NONE), new Arm("treatment", 1, Parameters.NONE)));
  }
}
