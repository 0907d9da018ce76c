/* Putting JSON together, and reading it. */
#include <errno.h>

#include "json.h"
#include "line.h"
#include "test.h"

static void json_is_written_without_noise(void) {
  char bytes[400];
  struct line line;
  line_begin(&line, bytes, sizeof(bytes));
  line_open(&line, '{');
  static const struct {
    int64_t value;
    unsigned decimals;
  } NUMBERS[] = {{0, 1},
                 {125, 1},
                 {120, 1},
                 {-5, 1},
                 {-1205, 2},
                 {5, 2},
                 {((int64_t)1 << 53) - 1, 1},
                 {1795219327123, 0}};
  line_key(&line, "n");
  line_open(&line, '[');
  for (unsigned i = 0; i < COUNT_OF(NUMBERS); i++) {
    line_decimal(&line, NUMBERS[i].value, NUMBERS[i].decimals);
  }
  line_close(&line, ']');
  line_member(&line, "t", "a\"b\\c\n\x7f\xff\xc3(é€😀");
  line_member(&line, "empty", "");
  line_key(&line, "z");
  line_null(&line);
  line_close(&line, '}');
  CHECK(!line.overflowed);
  bytes[line.length] = '\0';
  CHECK_TEXT(bytes,
             "{\"n\":[0,12.5,12,-0.5,-12.05,0.05,900719925474099.1,1795219327123],"
             "\"t\":\"a\\\"b\\\\c\\u000a\\u007f\xEF\xBF\xBD\xEF\xBF\xBD(é€😀\",\"z\":null}");
}

static void a_line_that_is_full_goes_back_to_its_mark(void) {
  char bytes[12];
  struct line line;
  line_begin(&line, bytes, sizeof(bytes));
  line_open(&line, '[');
  line_integer(&line, 12345);
  size_t mark = line_mark(&line);
  line_integer(&line, 1234567);
  CHECK(line.overflowed);
  line_back(&line, mark);
  line_close(&line, ']');
  CHECK(!line.overflowed && line.length == 7 && memcmp(bytes, "[12345]", 7) == 0);
}

static void bad_json_is_refused(void) {
  static const char *const BAD[] = {"",
                                    "x",
                                    "[]",
                                    "\"a\"",
                                    "{",
                                    "{}x",
                                    "{\"a\"}",
                                    "{\"a\":}",
                                    "{\"a\":1,}",
                                    "{a:1}",
                                    "{\"a\":01}",
                                    "{\"a\":1.}",
                                    "{\"a\":1e}",
                                    "{\"a\":+1}",
                                    "{\"a\":NaN}",
                                    "{\"a\":tru}",
                                    "{\"a\":\"\\x\"}",
                                    "{\"a\":\"\\u12\"}",
                                    "{\"a\":\"\xff\"}",
                                    "{\"a\":\"\n\"}",
                                    "{\"a\":\"",
                                    "{\"a\":[1,2}",
                                    "{\"a\":[[[[[[[[1]]]]]]]]}",
                                    "{\"a\":-}",
                                    "{\"a\":1 \"b\":2}",
                                    "{\"a\":\"\\"};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    struct json json;
    const char *why = NULL;
    size_t at = 0;
    CHECK_NUMBER(json_read(text_of(BAD[i]), &json, &why, &at), -EBADMSG);
    CHECK(why && at <= strlen(BAD[i]));
  }
  char many[400] = "{\"a\":1";
  for (unsigned i = 0; i < JSON_MEMBERS_MAX; i++) {
    strcat(many, ",\"b\":2");
  }
  strcat(many, "}");
  struct json json;
  const char *why;
  size_t at;
  CHECK_NUMBER(json_read(text_of(many), &json, &why, &at), -EBADMSG);
}

static void good_json_is_found_again(void) {
  struct json json;
  const char *why;
  size_t at;
  char text[32];
  uint64_t number;
  bool flag;
  CHECK_NUMBER(
      json_read(
          text_of(" { \"type\" : \"a\\u00e9\\n\\ud83d\\ude00\\ud800\" , \"seq\":42,\"on\":true, "
                  "\"deep\":[[[[[[[1]]]]]]],\"neg\":-1,\"f\":1.5,\"x\":null,\"seq\":43 } "),
          &json, &why, &at),
      0);
  CHECK_NUMBER(json_text(&json, "type", text, sizeof(text)), 0);
  CHECK_TEXT(text, "aé\n😀\xEF\xBF\xBD");
  CHECK_NUMBER(json_text(&json, "type", text, 4), -E2BIG);
  CHECK_NUMBER(json_unsigned(&json, "seq", &number), 0);
  CHECK_NUMBER(number, 43);
  CHECK_NUMBER(json_unsigned(&json, "neg", &number), -EINVAL);
  CHECK_NUMBER(json_unsigned(&json, "f", &number), -EINVAL);
  CHECK_NUMBER(json_unsigned(&json, "none", &number), -ENOENT);
  CHECK_NUMBER(json_text(&json, "seq", text, sizeof(text)), -EINVAL);
  CHECK_NUMBER(json_bool(&json, "on", &flag), 0);
  CHECK(flag);
  CHECK_NUMBER(json_bool(&json, "x", &flag), -EINVAL);
}

int main(void) {
  json_is_written_without_noise();
  a_line_that_is_full_goes_back_to_its_mark();
  bad_json_is_refused();
  good_json_is_found_again();
  return test_result("test_json");
}
