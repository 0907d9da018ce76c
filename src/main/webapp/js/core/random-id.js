// Unique ids. crypto.randomUUID exists only with TLS or on localhost, and hubs in a lab often have neither;
// getRandomValues exists everywhere.

/** 128 random bits as 32 hexadecimal digits. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
