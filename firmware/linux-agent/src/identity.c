#include "identity.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "file.h"
#include "sha256.h"

static void read_machine_id(const char *root, const char *host_name, char *ret_id, size_t size) {
  static const char *const PATHS[] = {"/etc/machine-id", "/var/lib/dbus/machine-id",
                                      "/sys/class/dmi/id/product_uuid",
                                      "/proc/device-tree/serial-number"};
  for (unsigned i = 0; i < sizeof(PATHS) / sizeof(PATHS[0]); i++) {
    if (file_read_word(root, PATHS[i], ret_id, size) >= 0) {
      return;
    }
  }
  text_copy(text_of(host_name), ret_id, size);
}

int identity_make(const char *root, const char *host_name, struct identity *ret_identity) {
  unsigned char random[8];
  if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
    return -EIO;
  }
  char machine[128];
  char salted[160];
  char hex[SHA256_HEX_SIZE];
  read_machine_id(root, host_name, machine, sizeof(machine));
  snprintf(salted, sizeof(salted), "kymata-agent %s", machine);
  sha256_hex(text_of(salted), hex);
  text_copy(text_of(hex), ret_identity->id, sizeof(ret_identity->id));
  for (unsigned i = 0; i < sizeof(random); i++) {
    snprintf(ret_identity->run + i * 2, 3, "%02x", random[i]);
  }
  return 0;
}
