/* Taking text apart, and the small things that all parts are made of. */
#include <errno.h>
#include <stdlib.h>

#include "file.h"
#include "missing.h"
#include "names.h"
#include "pace.h"
#include "sampling.h"
#include "sha256.h"
#include "test.h"
#include "varint.h"

static void numbers_are_read_whole_or_not_at_all(void) {
  static const struct {
    const char *text;
    bool good;
    uint64_t value;
  } ROWS[] = {{"", false, 0},
              {"   ", false, 0},
              {"-1", false, 0},
              {"nan", false, 0},
              {"18446744073709551616", false, 0},
              {"99999999999999999999999", false, 0},
              {" \t42 rest", true, 42},
              {"18446744073709551615", true, UINT64_MAX},
              {"007", true, 7}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    struct text text = text_of(ROWS[i].text);
    uint64_t value = 0;
    CHECK(text_unsigned(&text, &value) == ROWS[i].good);
    CHECK(value == ROWS[i].value);
    CHECK(ROWS[i].good || text.at == ROWS[i].text);
  }
  struct text text = text_of("-273 --1");
  int64_t value;
  CHECK(text_signed(&text, &value) && value == -273);
  CHECK(!text_signed(&text, &value));
}

static void lines_end_with_the_text(void) {
  struct text text = text_of("a\n\nlast");
  struct text line;
  CHECK(text_line(&text, &line) && text_equals(line, "a"));
  CHECK(text_line(&text, &line) && text_equals(line, ""));
  CHECK(text_line(&text, &line) && text_equals(line, "last"));
  CHECK(!text_line(&text, &line));
}

static void copies_do_not_cut_characters(void) {
  char string[4];
  text_copy(text_of("aé€"), string, sizeof(string));
  CHECK_TEXT(string, "aé");
}

static void names_have_only_what_names_may_have(void) {
  static const struct {
    const char *text;
    const char *name;
  } ROWS[] = {{"", "_"},
              {"var/log", "var/log"},
              {"USB STICK", "USB_STICK"},
              {"café€x", "caf__x"},
              {"a:b@c", "a_b_c"},
              {"0123456789abcdef", "0123456789a"}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    char name[12];
    name_clean(text_of(ROWS[i].text), name, sizeof(name));
    CHECK_TEXT(name, ROWS[i].name);
  }
  char names[4][12] = {"a_b", "a_b_2", "abcdefghijk", ""};
  strcpy(names[3], "a_b");
  name_make_unique(names[3], sizeof(names[3]), names, 3, sizeof(names[0]));
  CHECK_TEXT(names[3], "a_b_3");
  strcpy(names[3], "abcdefghijk");
  name_make_unique(names[3], sizeof(names[3]), names, 3, sizeof(names[0]));
  CHECK_TEXT(names[3], "abcdefghi_2");
}

static void sha256_gives_the_examples_of_the_standard(void) {
  char hex[SHA256_HEX_SIZE];
  sha256_hex(text_of(""), hex);
  CHECK_TEXT(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256_hex(text_of("abc"), hex);
  CHECK_TEXT(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sha256_hex(text_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), hex);
  CHECK_TEXT(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void varints_come_back(void) {
  static const int64_t VALUES[] = {0,         -1,       1, 63, -64, 64, 300, -300, (int64_t)1 << 53,
                                   INT64_MAX, INT64_MIN};
  for (unsigned i = 0; i < COUNT_OF(VALUES); i++) {
    uint8_t bytes[10];
    size_t length = varint_write(varint_zigzag(VALUES[i]), bytes);
    const uint8_t *at = bytes;
    CHECK(varint_unzigzag(varint_read(&at)) == VALUES[i]);
    CHECK(at == bytes + length);
  }
}

static void files_are_bounded(void) {
  char path[] = "/tmp/kymata-agent-test-XXXXXX";
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  FILE *file = fdopen(fd, "w");
  fputs("first\nsecond\nthird\n", file);
  fclose(file);
  char buffer[16];
  struct text text;
  int64_t number;
  CHECK_NUMBER(file_read("", path, buffer, sizeof(buffer), &text), 1);
  CHECK(text_equals(text, "first\nsecond\n"));
  CHECK_NUMBER(file_read("", path, buffer, 4, &text), 1);
  CHECK_NUMBER(text_length(text), 0);
  CHECK_NUMBER(file_read_number("", path, &number), -EINVAL);
  CHECK_NUMBER(file_read_word("", path, buffer, sizeof(buffer)), -EFBIG);
  remove(path);
  CHECK_NUMBER(file_read("", path, buffer, sizeof(buffer), &text), -ENOENT);
  CHECK(file_read("", "/", buffer, sizeof(buffer), &text) < 0);
  char long_path[FILE_PATH_SIZE + 1];
  memset(long_path, 'a', sizeof(long_path));
  long_path[FILE_PATH_SIZE] = '\0';
  CHECK_NUMBER(file_read("", long_path, buffer, sizeof(buffer), &text), -ENAMETOOLONG);
}

static void rates_are_absent_rather_than_wrong(void) {
  int64_t tenths = 7;
  CHECK(!sampling_rate(10, 9, 1000000000, &tenths));
  CHECK(!sampling_rate(10, 20, 0, &tenths));
  CHECK(!sampling_rate(0, UINT64_MAX, 1, &tenths));
  CHECK_NUMBER(tenths, 7);
  CHECK(sampling_rate(10, 15, 2000000000, &tenths) && tenths == 25);
  CHECK(!sampling_share(1, 0, &tenths));
  CHECK(sampling_share(3, 2, &tenths) && tenths == 1000);
}

static void dear_readings_are_spaced_out(void) {
  struct pace pace = {0};
  CHECK(pace_is_due(&pace, 1));
  pace_spent(&pace, 0, 100000); /* 0.1 ms: due with the next sample */
  CHECK(pace_is_due(&pace, 1000000000));
  pace_spent(&pace, 0, 2000000); /* 2 ms: after 8 s */
  CHECK(!pace_is_due(&pace, 5000000000));
  CHECK(pace_is_due(&pace, 8000000000));
  pace_spent(&pace, 0, 5000000000); /* whatever it takes: after a minute */
  CHECK(pace_is_due(&pace, 65000000000));
}

static void what_is_missing_is_said_once(void) {
  struct missing missing = {0};
  missing_set(&missing, "a", NULL);
  CHECK(!missing.changed && missing.count == 0);
  missing_set(&missing, "a", "no a");
  missing_set_errno(&missing, "b", "/proc/b", -EACCES);
  CHECK(missing.changed && missing.count == 2);
  CHECK_TEXT(missing.entries[1].why, "/proc/b: Permission denied");
  missing.changed = false;
  missing_set(&missing, "a", "no a");
  CHECK(!missing.changed);
  missing_set(&missing, "a", NULL);
  CHECK(missing.changed && missing.count == 1);
  CHECK_TEXT(missing.entries[0].what, "b");
}

int main(void) {
  numbers_are_read_whole_or_not_at_all();
  lines_end_with_the_text();
  copies_do_not_cut_characters();
  names_have_only_what_names_may_have();
  sha256_gives_the_examples_of_the_standard();
  varints_come_back();
  files_are_bounded();
  rates_are_absent_rather_than_wrong();
  dear_readings_are_spaced_out();
  what_is_missing_is_said_once();
  return test_result("test_text");
}
