package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments are separated by | here, and S3CRET must never be shown. */
class ArgumentRedactorTest {
  private static String blank(String arguments) {
    return String.join("|", ArgumentRedactor.redact(List.of(arguments.split("\\|"))));
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
        "app|ghp_abcdefgh23456789; app|***",
        "app|--user|me:S3CRET; app|--user|me:***",
        "app|--user=me:S3CRET|x; app|--user=***|x",
        "http|-u|me:S3CRET; http|-u|me:***",
        "wget|--user|me|--password|S3CRET; wget|--user|me|--password|***",
        "sh|-c|http --user me:S3CRET x; sh|-c|http --user *** x",
        "curl|--proxy-user|me:S3CRET; curl|--proxy-user|me:***",
        "wpa|--psk|S3CRET; wpa|--psk|***",
        "wpa|--psk=S3CRET; wpa|--psk=***",
        "wpa|-psk|S3CRET; wpa|-psk|***",
        "nmcli|wifi-sec.psk|x=1|psk=S3CRET; nmcli|wifi-sec.psk|x=1|psk=***",
        "nmcli|802-11-wireless-security.psk=S3CRET; nmcli|802-11-wireless-security.psk=***",
        "sh|-c|x wpa-psk=S3CRET y; sh|-c|x wpa-psk=*** y",
        "app|eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.S3CRETS3CRET; app|***",
        "app|--jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.S3CRET; app|--jwt=***",
        "app|x eyJhbGciOiJub25lIn0.S3CRETS3CRET. y; app|x *** y",
        "app|https://hooks.slack.com/services/T0/B0/S3CRET; app|https://hooks.slack.com/***",
        "app|https://hooks.slack.com/workflows/T0/A0/1/S3CRET; app|https://hooks.slack.com/***",
        "app|https://discord.com/api/webhooks/12/S3CRET; app|https://discord.com/api/webhooks/***",
        "app|https://discordapp.com/api/webhooks/1/S3CRET|x; app|https://discordapp.com/api/webhooks/***|x",
        "app|https://x.webhook.office.com/webhookb2/S3CRET@y/z; app|https://x.webhook.office.com/webhookb2/***",
        "app|https://outlook.office.com/webhook/S3CRET; app|https://outlook.office.com/webhook/***",
        "app|https://p.westeurope.logic.azure.com:443/workflows/S3CRET?sig=S3CRET; app|https://p.westeurope.logic.azure.com:***",
        "app|https://chat.lan/hooks/S3CRET; app|https://chat.lan/hooks/***",
        "app|http://ha.lan:8123/api/webhook/S3CRET; app|http://ha.lan:8123/api/webhook/***",
        "app|https://api.telegram.org/bot123456789:S3CRETS3CRETS3CRETS3CRETS3CRET/send; app|https://api.telegram.org/bot***/send",
        "app|123456789:AAS3CRETS3CRETS3CRETS3CRETS3CRETS3C; app|***",
        "app|https://s.blob.core.windows.net/x?sv=1&sig=S3CRET; app|https://s.blob.core.windows.net/x?sv=1&sig=***",
        "env|AWS_SESSION_TOKEN=S3CRET; env|AWS_SESSION_TOKEN=***",
        "env|AWS_ACCESS_KEY_ID=S3CRET; env|AWS_ACCESS_KEY_ID=***",
        "sh|-c|AWS_ACCESS_KEY_ID=S3CRET x; sh|-c|AWS_ACCESS_KEY_ID=***",
        "env|PGPASSWORD=S3CRET|psql; env|PGPASSWORD=***|psql",
        "env|MYSQL_PWD=S3CRET; env|MYSQL_PWD=***",
        "sh|-c|PGPASSWORD=S3CRET psql; sh|-c|PGPASSWORD=***",
        "app|-----BEGIN OPENSSH PRIVATE KEY----- S3CRET S3CRET; app|-----BEGIN OPENSSH PRIVATE KEY-----***",
        "app|-----BEGIN PRIVATE KEY-----S3CRET; app|-----BEGIN PRIVATE KEY-----***",
        "app|ASIAS3CRETS3CRET; app|***",
        "app|AIzaS3CRETS3CRETS3CRET; app|***",
        "app|npm_S3CRETS3CRET; app|***",
        "app|kymn_abcdefgh23456789; app|***",
        "curl|-H|Authorization:S3CRET; curl|-H|Authorization: ***",
        "curl|--header|X-Auth-Token: S3CRET; curl|--header|X-Auth-Token: ***"
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
        "vi|author.txt",
        "docker|run|-u|1000:1000|x",
        "docker|run|--user|1000:1000|x",
        "docker|run|--user=1000:1000|x",
        "systemctl|--user|status",
        "ps|-u|www-data",
        "upskill|-x",
        "app|http://h/hooks.html",
        "app|12:34:56|2024-01-01T10:00:00",
        "env|AWS_REGION=eu-west-1",
        "git|remote|git@host:me/x.git"
      })
  void harmlessArgumentsStayAsTheyAre(String arguments) {
    assertEquals(arguments, blank(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pass", "password", "x-key", "x-", "--", "-pass ", "a", "_", "mysql ", "curl -", "://a:",
            "psk",
        "=", "eyJ", "eyJaaaa.", "1:", "hooks/", "sig=", "AWS_A", "Bearer ", "user:", "-u a", "'",
            "key"
      })
  void argumentsThatAreMadeForItCostNoTime(String part) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> blank("app|" + part.repeat(4096 / part.length())));
  }

  @Test
  void connectionStringKeepsWhatIsNoSecret() {
    assertEquals("app|Server=db;Pwd=***;Uid=a", blank("app|Server=db;Pwd=S3CRET;Uid=a"));
  }

  @Test
  void commandLineIsOneShortLineWithoutSplitCharacters() {
    byte[] bytes = ("a\nb\0" + "c".repeat(253) + "\ud83c\udfb5\0").getBytes(StandardCharsets.UTF_8);
    String shown = CommandLine.redacted(bytes).orElseThrow();
    assertEquals("a b " + "c".repeat(252), shown);
  }

  @Test
  void argumentThatWasCutOffIsNotShownSinceItMayBeHalfASecret() {
    String url = "https://me:S3CRET@host";
    byte[] whole = ("x".repeat(4096 - 20) + "\0" + url).getBytes(StandardCharsets.UTF_8);
    byte[] cut = java.util.Arrays.copyOf(whole, 4096);
    assertFalse(CommandLine.redacted(cut).orElseThrow().contains("S3"));
    byte[] after = java.util.Arrays.copyOf(("a\0" + url + "y".repeat(5000)).getBytes(), 4096);
    assertEquals(Optional.of("a"), CommandLine.redacted(after));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\0\0\0"})
  void kernelsOwnThreadHasNoCommandLine(String bytes) {
    assertEquals(Optional.empty(), CommandLine.redacted(bytes.getBytes(StandardCharsets.UTF_8)));
  }
}
