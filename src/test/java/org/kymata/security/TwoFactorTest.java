package org.kymata.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.testing.NodesFixture;
import org.kymata.testing.Wiring;

class TwoFactorTest {

  @TempDir private Path directory;
  private NodesFixture fixture;
  private TwoFactor twoFactor;
  private Caller.User ada;
  private Actor by;

  @BeforeEach
  void open() {
    fixture = new NodesFixture(directory);
    SecurityLog log = Wiring.start(Wiring.wire(new SecurityLog(), "database", fixture.database));
    twoFactor = Wiring.wire(new TwoFactor(), "database", fixture.database, "security", log);
    Account made =
        fixture.database.write(
            entities -> {
              Account account = new Account("ada", "hash", Role.VIEWER, 1);
              entities.persist(account);
              return account;
            });
    ada = new Caller.User(made.id(), "ada", Role.VIEWER, "sign-in");
    by = new Actor("ada", "10.0.0.1");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Account account() {
    return fixture.database.read(entities -> entities.find(Account.class, ada.accountId()));
  }

  private boolean check(String code) {
    return twoFactor.check(account(), by, code);
  }

  private static long step() {
    return System.currentTimeMillis() / 30_000;
  }

  @Test
  void setUpCountsOnlyWithACodeOfTheApp() {
    TwoFactor.Enrollment setUp = twoFactor.begin(ada);
    assertTrue(setUp.path().startsWith("M4,4h1v1h-1z"), setUp.path());
    assertTrue(setUp.uri().contains(setUp.secret()));
    for (String wrong : List.of("", "x", "000000000", "\u0000")) {
      assertThrows(DomainException.class, () -> twoFactor.confirm(ada, by, wrong));
    }
    assertEquals(OptionalLong.empty(), twoFactor.recoveryCodesLeft(ada.accountId()));
    List<String> codes = twoFactor.confirm(ada, by, Totp.code(setUp.secret(), step()));
    assertEquals(10, codes.stream().distinct().count());
    assertEquals(OptionalLong.of(10), twoFactor.recoveryCodesLeft(ada.accountId()));
    assertThrows(DomainException.class, () -> twoFactor.confirm(ada, by, "000000"));
  }

  @Test
  void everyCodeIsValidOnce() {
    TwoFactor.Enrollment setUp = twoFactor.begin(ada);
    long step = step();
    List<String> codes = twoFactor.confirm(ada, by, Totp.code(setUp.secret(), step));
    assertFalse(check(Totp.code(setUp.secret(), step)));
    String next = Totp.code(setUp.secret(), step + 1);
    assertTrue(check(next.substring(0, 3) + " " + next.substring(3)));
    assertFalse(check(next));
    assertTrue(check(codes.get(0).toUpperCase(Locale.ROOT)));
    assertFalse(check(codes.get(0)));
    assertTrue(check(codes.get(9).replace("-", "")));
    assertEquals(OptionalLong.of(8), twoFactor.recoveryCodesLeft(ada.accountId()));
    List<String> renewed = twoFactor.renewCodes(ada, by);
    assertFalse(check(codes.get(1)));
    assertTrue(check(renewed.get(1)));
    twoFactor.remove(ada, by);
    assertFalse(account().hasTwoFactor());
    assertFalse(check(renewed.get(2)));
  }

  @Test
  void guessesMustWaitAndTheRightCodeWithThem() {
    TwoFactor.Enrollment setUp = twoFactor.begin(ada);
    List<String> codes = twoFactor.confirm(ada, by, Totp.code(setUp.secret(), step()));
    for (int i = 0; i < 5; i++) {
      assertFalse(check("no code " + i));
    }
    DomainException held = assertThrows(DomainException.class, () -> check(codes.get(0)));
    assertEquals(Kind.TOO_MANY, held.kind());
  }

  @Test
  void codeOfAnAccountThatWasChangedMeanwhileIsInvalid() {
    TwoFactor.Enrollment setUp = twoFactor.begin(ada);
    List<String> codes = twoFactor.confirm(ada, by, Totp.code(setUp.secret(), step()));
    Account checked = account();
    fixture.database.run(
        entities -> entities.find(Account.class, ada.accountId()).passwordHash("new", false));
    assertFalse(twoFactor.check(checked, by, codes.get(0)));
    assertTrue(check(codes.get(0)));
  }
}
