package org.kymata.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments are separated by | here, and S3CRET is what nobody may see. */
class ArgumentSecretsTest {
  private static String blank(String arguments) {
    return String.join("|", ArgumentSecrets.blank(List.of(arguments.split("\\|"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "app|--password|S3CRET|-v; app|--password|***|-v",
        "app|--password=S3CRET; app|--password=***",
        "app|--db-password|S3CRET; app|--db-password|***",
        "app|-password|S3CRET; app|-password|***",
        "app|--passwd|S3CRET; app|--passwd|***",
        "app|--token|S3CRET; app|--token|***",
        "app|--token=S3CRET|x; app|--token=***|x",
        "app|--secret|S3CRET; app|--secret|***",
        "app|--api-key|S3CRET; app|--api-key|***",
        "app|--apikey=S3CRET; app|--apikey=***",
        "app|--auth|S3CRET; app|--auth|***",
        "app|--auth|--token|S3CRET; app|--auth|--token|***",
        "app|--auth|-S3CRET; app|--auth|***",
        "app|--secret|two S3CRET words; app|--secret|***",
        "app|-Dspring.datasource.password=S3CRET; app|-Dspring.datasource.password=***",
        "env|DB_PASSWORD=S3CRET|app; env|DB_PASSWORD=***|app",
        "env|AWS_SECRET_ACCESS_KEY=S3CRET; env|AWS_SECRET_ACCESS_KEY=***",
        "env|OPENAI_API_KEY=S3CRET; env|OPENAI_API_KEY=***",
        "env|GITHUB_TOKEN=S3CRET; env|GITHUB_TOKEN=***",
        "env|CLIENT_SECRET=S3CRET; env|CLIENT_SECRET=***",
        "docker|run|-e|MYSQL_PASSWORD=S3CRET|db; docker|run|-e|MYSQL_PASSWORD=***|db",
        "mysql|-uroot|-pS3CRET|shop; mysql|-uroot|-p***|shop",
        "/usr/bin/mysqldump|-pS3CRET; /usr/bin/mysqldump|-p***",
        "sudo|mariadb|-pS3CRET; sudo|mariadb|-p***",
        "mysql|-p|shop; mysql|-p|shop",
        "sshpass|-p|S3CRET|ssh|host; sshpass|-p|***|ssh|host",
        "sshpass|-pS3CRET|ssh; sshpass|-p***|ssh",
        "redis-cli|-a|S3CRET; redis-cli|-a|***",
        "curl|-u|me:S3CRET|http://h/; curl|-u|***|http://h/",
        "curl|-su|me:S3CRET; curl|-su|***",
        "curl|-H|Authorization: Bearer S3CRET; curl|-H|Authorization: ***",
        "curl|-H|X-Api-Key: S3CRET; curl|-H|X-Api-Key: ***",
        "curl|-H|Cookie: JSESSIONID=S3CRET; curl|-H|Cookie: ***",
        "app|Authorization:|Bearer|S3CRET|x; app|Authorization:|Bearer|***|x",
        "app|Bearer|S3CRET; app|Bearer|***",
        "git|clone|https://me:S3CRET@host/x; git|clone|https://me:***@host/x",
        "git|clone|https://me:S3@CRET@host/x; git|clone|https://me:***@host/x",
        "git|clone|https://S3CRETS3CRETS3CRET@host/x; git|clone|https://***@host/x",
        "app|postgres://u:S3CRET@db:5432/x?a=b; app|postgres://u:***@db:5432/x?a=b",
        "app|redis://:S3CRET@h; app|redis://:***@h",
        "sh|-c|mysql -u root -pS3CRET shop; sh|-c|mysql -u root -p*** shop",
        "sh|-c|app --password S3CRET -v; sh|-c|app --password *** -v",
        "sh|-c|app --token='S3CRET x' -v; sh|-c|app --token=*** -v",
        "sh|-c|TOKEN=S3CRET app; sh|-c|TOKEN=***",
        "sh|-c|sshpass -p S3CRET ssh h; sh|-c|sshpass -p *** ssh h",
        "sh|-c|curl -u me:S3CRET h; sh|-c|curl -u *** h",
        "app|{\"password\":\"S3CRET\",\"a\":1}; app|{\"password\":***,\"a\":1}",
        "app|kym_abcdefgh23456789; app|***",
        "app|kymk_abcdefgh23456789; app|***",
        "app|ghp_abcdefgh23456789; app|***"
      })
  void secretIsBlankedAndTheRestStays(String arguments, String shown) {
    String blanked = blank(arguments);
    assertFalse(blanked.contains("S3") || blanked.contains("@CRET"), blanked);
    assertTrue(blanked.startsWith(shown), () -> blanked + " instead of " + shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sbin/init",
        "java|-Xmx192m|-jar|payara-micro.jar|--port|8080",
        "postgres: writer process",
        "sshd: root@pts/0",
        "tail|-n|5|/var/log/auth.log",
        "ls|-l|--color=auto",
        "nginx: worker process",
        "ssh|-p|2222|host",
        "mkdir|-p|/srv/x",
        "docker|run|-p|80:80|nginx",
        "vi|author.txt"
      })
  void harmlessArgumentsStayAsTheyAre(String arguments) {
    assertEquals(arguments, blank(arguments));
  }

  @Test
  void connectionStringKeepsWhatIsNoSecret() {
    assertEquals("app|Server=db;Pwd=***;Uid=a", blank("app|Server=db;Pwd=S3CRET;Uid=a"));
  }

  @Test
  void commandLineIsOneShortLineOfWholeCharacters() {
    byte[] bytes = ("a\nb\0" + "c".repeat(253) + "\ud83c\udfb5\0").getBytes(StandardCharsets.UTF_8);
    String shown = CommandLine.shown(bytes).orElseThrow();
    assertEquals("a b " + "c".repeat(252), shown);
  }

  @Test
  void argumentThatWasCutOffIsNotShownSinceItMayBeHalfASecret() {
    String url = "https://me:S3CRET@host";
    byte[] whole = ("x".repeat(4096 - 20) + "\0" + url).getBytes(StandardCharsets.UTF_8);
    byte[] cut = java.util.Arrays.copyOf(whole, 4096);
    assertFalse(CommandLine.shown(cut).orElseThrow().contains("S3"));
    byte[] after = java.util.Arrays.copyOf(("a\0" + url + "y".repeat(5000)).getBytes(), 4096);
    assertEquals(Optional.of("a"), CommandLine.shown(after));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0\0\0"})
  void kernelsOwnThreadHasNoCommandLine(String bytes) {
    assertEquals(Optional.empty(), CommandLine.shown(bytes.getBytes(StandardCharsets.UTF_8)));
  }
}
