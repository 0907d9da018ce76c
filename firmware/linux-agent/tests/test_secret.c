/* What of a command line leaves the machine. */
#include "secret.h"
#include "test.h"

static const struct {
  const char *arguments; /* | stands for the NUL between them */
  const char *command;
} ROWS[] = {
    /* as an option, with the value behind it or in the next argument */
    {"app|--password|sesame|--host|db", "app --password *** --host db"},
    {"app|--password=sesame|x", "app --password=*** x"},
    {"app|--PassWord=sesame", "app --PassWord=***"},
    {"app|--token|sesame", "app --token ***"},
    {"app|--secret=a b c|x", "app --secret=*** x"},
    {"app|--api-key|sesame", "app --api-key ***"},
    {"app|--auth|user:sesame", "app --auth ***"},
    {"app|-password|sesame", "app -password ***"},
    {"app|--db-password|sesame", "app --db-password ***"},
    {"app|--aws-secret-access-key=sesame", "app --aws-secret-access-key=***"},
    {"app|--token", "app --token"},
    {"app|--token||x", "app --token *** x"},
    /* files and counts are no secrets */
    {"app|--token-file|/etc/token", "app --token-file /etc/token"},
    {"app|--password_file=/etc/pw", "app --password_file=/etc/pw"},
    {"kubectl|create|secret|generic|x", "kubectl create secret generic x"},
    {"app|--author|me|--path=/a", "app --author me --path=/a"},
    {"sort|--key=2|--keyboard=x|monkey=3", "sort --key=2 --keyboard=x monkey=3"},
    /* with certain programs only */
    {"mysql|-u|root|-psesame|db", "mysql -u root -p*** db"},
    {"/usr/bin/mysqldump|-psesame", "/usr/bin/mysqldump -p***"},
    {"mariadb-dump|-psesame", "mariadb-dump -p***"},
    {"mysql|-p|db", "mysql -p db"},
    {"sudo|mysql|-psesame", "sudo mysql -p***"},
    {"sshpass|-p|sesame|ssh|pi@host", "sshpass -p *** ssh pi@host"},
    {"sshpass|-psesame|ssh", "sshpass -p*** ssh"},
    {"ssh|-p2222|host", "ssh -p2222 host"},
    {"mkdir|-p|dir", "mkdir -p dir"},
    {"curl|-u|me:sesame|https://h/", "curl -u *** https://h/"},
    {"curl|--user=me:sesame|https://h/", "curl --user=*** https://h/"},
    {"curl|--user-agent|x|h", "curl --user-agent x h"},
    {"redis-cli|-a|sesame|ping", "redis-cli -a *** ping"},
    {"mosquitto_sub|-h|hub|-P|sesame|-t|#", "mosquitto_sub -h hub -P *** -t #"},
    /* as pairs */
    {"env|AWS_SECRET_KEY=sesame|app", "env AWS_SECRET_KEY=*** app"},
    {"env|PGPASSWORD=sesame", "env PGPASSWORD=***"},
    {"env|github_token=sesame", "env github_token=***"},
    {"env|MY_SECRET=", "env MY_SECRET="},
    {"java|-Dspring.datasource.password=sesame|-jar|a.jar",
     "java -Dspring.datasource.password=*** -jar a.jar"},
    {"sh|-c|PASSWORD=sesame app --x", "sh -c PASSWORD=***"},
    {"sh|-c|app --token sesame more", "sh -c app --token ***"},
    {"app|host=db user=me password=sesame port=1", "app host=db user=me password=***"},
    {"app|{\"password\": \"sesame\"}", "app {\"password\": ***"},
    {"app|{'api_key':'sesame'}", "app {'api_key':***"},
    /* in URLs */
    {"psql|postgres://me:sesame@db/x", "psql postgres://me:***@db/x"},
    {"app|amqp://me:se@sa/me@mq:5672/|b", "app amqp://me:***@mq:5672/ b"},
    {"redis|redis://:sesame@db", "redis redis://:***@db"},
    {"git|ssh://git@host:22/x", "git ssh://git@host:22/x"},
    {"app|http://host:80/?token=sesame&x=1", "app http://host:80/?token=***"},
    {"app|a://b:c@d e://f:g@h", "app a://b:***@d e://f:***@h"},
    /* a name and a password, with any program */
    {"http|-u|me:sesame|h", "http -u me:*** h"},
    {"app|--user|me:sesame", "app --user me:***"},
    {"app|--user=me:sesame|x", "app --user=*** x"},
    {"wget|--user|me|--password|sesame", "wget --user me --password ***"},
    {"sh|-c|http --user me:sesame x", "sh -c http --user ***"},
    {"docker|run|-u|1000:1000|x", "docker run -u 1000:1000 x"},
    {"docker|run|--user=1000:1000|x", "docker run --user=1000:1000 x"},
    {"systemctl|--user|status", "systemctl --user status"},
    {"ps|-u|www-data", "ps -u www-data"},
    /* keys of Wi-Fi */
    {"wpa|--psk|sesame", "wpa --psk ***"},
    {"wpa|-psk=sesame", "wpa -psk=***"},
    {"nmcli|802-11-wireless-security.psk=sesame", "nmcli 802-11-wireless-security.psk=***"},
    {"upskill|-x", "upskill -x"},
    /* tokens that say what they are */
    {"app|eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sesame", "app ***"},
    {"app|--jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sesame", "app --jwt=***"},
    {"app|kym_sesamesesame", "app ***"},
    {"app|kymk_sesamesesame", "app ***"},
    {"app|kymn_sesamesesame", "app ***"},
    {"app|ghp_sesamesesame|x", "app *** x"},
    {"app|ASIAsesamesesame", "app ***"},
    {"env|AWS_ACCESS_KEY_ID=sesame", "env AWS_ACCESS_KEY_ID=***"},
    {"env|AWS_REGION=eu-west-1", "env AWS_REGION=eu-west-1"},
    {"app|-----BEGIN OPENSSH PRIVATE KEY-----\nsesame\nsesame",
     "app -----BEGIN OPENSSH PRIVATE KEY-----***"},
    /* webhooks */
    {"app|https://hooks.slack.com/services/T0/B0/sesame|x", "app https://hooks.slack.com/*** x"},
    {"app|https://discord.com/api/webhooks/12/sesame", "app https://discord.com/api/webhooks/***"},
    {"app|https://x.webhook.office.com/webhookb2/sesame@y/z",
     "app https://x.webhook.office.com/webhookb2/***"},
    {"app|https://outlook.office.com/webhook/sesame", "app https://outlook.office.com/webhook/***"},
    {"app|https://p.westeurope.logic.azure.com:443/workflows/sesame?sig=sesame",
     "app https://p.westeurope.logic.azure.com:***"},
    {"app|https://api.telegram.org/bot123456789:sesame/send", "app https://api.telegram.org/bot***"},
    {"app|https://s.blob.core.windows.net/x?sv=1&sig=sesame",
     "app https://s.blob.core.windows.net/x?sv=1&sig=***"},
    {"app|http://h/hooks.html", "app http://h/hooks.html"},
    /* as headers */
    {"curl|-H|Authorization: Bearer sesame|h", "curl -H Authorization: *** h"},
    {"curl|-H|X-Api-Key: sesame", "curl -H X-Api-Key: ***"},
    {"app|Bearer|sesame|x", "app Bearer *** x"},
    {"app|a bearer sesame", "app a bearer ***"},
    {"app|Authorization:|sesame", "app Authorization: ***"},
    /* what is no text */
    {"", ""},
    {"a\n\x01\x7f"
     "b|c",
     "a   b c"},
    {"nginx: master process", "nginx: master process"},
};

static void blank(const char *row, char ret_command[static COMMAND_SIZE]) {
  char arguments[256];
  size_t length = strlen(row);
  for (size_t i = 0; i < length; i++) {
    arguments[i] = row[i] == '|' ? '\0' : row[i];
  }
  arguments[length] = '\0';
  secret_blank((struct text){arguments, arguments + length + (length > 0)}, ret_command);
}

static void long_commands_are_cut_between_characters(void) {
  char arguments[2048];
  char command[COMMAND_SIZE];
  for (size_t i = 0; i + 3 < sizeof(arguments); i += 3) {
    memcpy(arguments + i, "€", 3);
  }
  secret_blank((struct text){arguments, arguments + 2046}, command);
  CHECK_NUMBER(strlen(command), COMMAND_CHARACTERS * 3);
  memset(arguments, 'a', sizeof(arguments));
  memcpy(arguments + 250, " --token sesame", 15);
  secret_blank((struct text){arguments, arguments + sizeof(arguments)}, command);
  CHECK_NUMBER(strlen(command), COMMAND_CHARACTERS);
  CHECK(strstr(command, "ses") == NULL);
}

int main(void) {
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    char command[COMMAND_SIZE];
    blank(ROWS[i].arguments, command);
    CHECK_TEXT(command, ROWS[i].command);
    CHECK(strstr(command, "sesame") == NULL);
  }
  long_commands_are_cut_between_characters();
  return test_result("test_secret");
}
