import static java.nio.charset.StandardCharsets.UTF_8;

/** Finds the numbers of readings in what a page gets, as the adapter says. */
final class Marks {

  /** Takes what was found. */
  interface Finder {
    /** A reading; {@code node} is the place of its node among the adapter's ids, -1 when unknown. */
    void found(Connection page, int node, long number, long nanos);

    /** The hub says that it left so many readings out for this page. */
    void dropped(long count);

    /** A frame that should hold a reading and does not. */
    void unreadable();
  }

  private enum Pick {
    FIRST,
    LAST,
    POINTS
  }

  private static final byte[] NODE = "\"node\":\"".getBytes(UTF_8);
  private static final byte[] POINTS = "\"points\":[".getBytes(UTF_8);
  private static final byte[] DROPPED = "\"dropped\":".getBytes(UTF_8);
  private static final int HEAD = 160;

  private final byte[] match;
  private final byte[] mark;
  private final Pick pick;
  private final byte[][] ids;
  private final Finder finder;
  private int at;

  Marks(Options options, End publisher, Finder finder) {
    String prefix = End.prefix(options, "sub");
    match = options.text(prefix + "match", "").getBytes(UTF_8);
    mark = options.text(prefix + "mark", "").getBytes(UTF_8);
    pick = Pick.valueOf(options.text(prefix + "pick", "last").toUpperCase(java.util.Locale.ROOT));
    ids = new byte[publisher.ids.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = publisher.ids[i].getBytes(UTF_8);
    }
    this.finder = finder;
  }

  void look(Connection page, byte[] bytes, int from, int to, long nanos) {
    if (match.length > 0 && Bytes.indexOf(bytes, from, Math.min(to, from + HEAD), match) < 0) {
      return;
    }
    if (pick == Pick.POINTS) {
      points(page, bytes, from, to, nanos);
      return;
    }
    int start = mark.length > 0 ? behindMark(bytes, from, to) : lastDigits(bytes, from, to);
    at = start;
    while (start >= 0 && at < to && (bytes[at] == ' ' || bytes[at] == '"' || bytes[at] == '\\')) {
      at++;
    }
    if (start < 0 || at == to || !Bytes.isDigit(bytes[at])) {
      finder.unreadable();
      return;
    }
    finder.found(page, -1, digits(bytes, to), nanos);
  }

  private int behindMark(byte[] bytes, int from, int to) {
    int found =
        pick == Pick.FIRST ? Bytes.indexOf(bytes, from, to, mark) : Bytes.lastIndexOf(bytes, from, to, mark);
    return found < 0 ? -1 : found + mark.length;
  }

  private static int lastDigits(byte[] bytes, int from, int to) {
    int i = to - 1;
    while (i >= from && !Bytes.isDigit(bytes[i])) {
      i--;
    }
    while (i > from && Bytes.isDigit(bytes[i - 1])) {
      i--;
    }
    return i < from ? -1 : i;
  }

  private long digits(byte[] bytes, int to) {
    long number = 0;
    while (at < to && Bytes.isDigit(bytes[at])) {
      number = number * 10 + bytes[at++] - '0';
    }
    return number;
  }

  /** A live frame of Kymata: {@code "series":[{"node":"…","metric":"…","points":[[time,value],…]}]}. */
  private void points(Connection page, byte[] bytes, int from, int to, long nanos) {
    int dropped = Bytes.indexOf(bytes, from, Math.min(to, from + HEAD), DROPPED);
    if (dropped >= 0) {
      at = dropped + DROPPED.length;
      finder.dropped(digits(bytes, to));
    }
    int node = Bytes.indexOf(bytes, from, to, NODE);
    while (node >= 0) {
      int which = whichNode(bytes, node + NODE.length);
      int points = Bytes.indexOf(bytes, node, to, POINTS);
      at = points + POINTS.length;
      while (points >= 0 && at < to && bytes[at] == '[') {
        at++;
        digits(bytes, to);
        at++;
        finder.found(page, which, value(bytes, to), nanos);
        // Behind the point, and behind the comma to the next.
        at += bytes[at + 1] == ',' ? 2 : 1;
      }
      node = Bytes.indexOf(bytes, at, to, NODE);
    }
  }

  private int whichNode(byte[] bytes, int from) {
    for (int i = 0; i < ids.length; i++) {
      if (Bytes.indexOf(bytes, from, from + ids[i].length, ids[i]) == from) {
        return i;
      }
    }
    return -1;
  }

  /** A whole number, which may be written as 5, 5.0 or 5.0E7. */
  private long value(byte[] bytes, int to) {
    int start = at;
    long number = digits(bytes, to);
    if (bytes[at] == ']') {
      return number;
    }
    while (bytes[at] != ']') {
      at++;
    }
    return (long) Double.parseDouble(new String(bytes, start, at - start, UTF_8));
  }
}
