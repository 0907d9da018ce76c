// The points of one metric in the visible range: the history and the live readings since. They have the form
// that the chart draws ({x, y}), so that an update copies nothing.
const MAX_RAW = 4000;
const BUCKETS_WHEN_FULL = 600;
const MAX_LATE = 1000;

export class Series {
  bucketMillis = 0;
  /** Readings, or the means of buckets. */
  mean = [];
  /** Min and max of each bucket; empty for raw readings. */
  low = [];
  high = [];
  /** Times of late readings, each once, in order. */
  late = [];
  #until = -Infinity;
  #usual = undefined;
  #addedSince = 0;

  /**
   * Loads the history. `until` is the time of the request: the buckets already contain older readings.
   *
   * @param {{bucketMillis: number, points: number[][], late?: number[]}} history as GET api/readings gives it
   */
  load({ bucketMillis, points, late = [] }, until) {
    this.bucketMillis = bucketMillis;
    this.late = late;
    this.#until = until;
    this.#usual = undefined;
    const bucketed = bucketMillis > 0;
    this.mean = bucketed
      ? points.map(([start, , , mean, count]) => ({ x: start + bucketMillis / 2, y: mean, count }))
      : this.#marked(points.map(([x, y]) => ({ x, y })));
    this.low = bucketed ? points.map(([start, min]) => ({ x: start + bucketMillis / 2, y: min })) : [];
    this.high = bucketed ? points.map(([start, , max]) => ({ x: start + bucketMillis / 2, y: max })) : [];
  }

  #marked(points) {
    const late = new Set(this.late);
    points.forEach((point) => late.has(point.x) && (point.late = true));
    return points;
  }

  /** Adds a reading; returns false for a duplicate. `late` says that it arrived long after its time. */
  add(time, value, late = false) {
    if (++this.#addedSince > 100) {
      this.#usual = undefined;
    }
    if (late) {
      this.#noteLate(time);
    }
    return this.bucketMillis > 0 ? this.#fold(time, value) : this.#insert(time, value, late);
  }

  #noteLate(time) {
    const i = this.late.findLastIndex((one) => one <= time);
    if (this.late[i] !== time) {
      this.late = [...this.late.slice(0, i + 1), time, ...this.late.slice(i + 1)].slice(-MAX_LATE);
    }
  }

  #insert(x, y, late) {
    let i = this.mean.length;
    while (i > 0 && this.mean[i - 1].x > x) {
      i--;
    }
    for (let k = i - 1; k >= 0 && this.mean[k].x === x; k--) {
      if (this.mean[k].y === y) {
        return false;
      }
    }
    this.mean.splice(i, 0, late || i < this.mean.length ? { x, y, late: true } : { x, y });
    return true;
  }

  #fold(time, value) {
    if (time < this.#until) {
      return false;
    }
    const half = this.bucketMillis / 2;
    const last = this.mean.at(-1);
    const base = last ? last.x - half : time;
    const start = base + Math.floor((time - base) / this.bucketMillis) * this.bucketMillis;
    const i = last ? this.mean.findLastIndex(({ x }) => x - half <= time) : -1;
    if (i >= 0 && time < this.mean[i].x + half) {
      const bucket = this.mean[i];
      bucket.count++;
      bucket.y += (value - bucket.y) / bucket.count;
      this.low[i].y = Math.min(this.low[i].y, value);
      this.high[i].y = Math.max(this.high[i].y, value);
    } else if (i === this.mean.length - 1) {
      this.mean.push({ x: start + half, y: value, count: 1 });
      this.low.push({ x: start + half, y: value });
      this.high.push({ x: start + half, y: value });
    }
    return true;
  }

  /** Drops older points, and makes buckets of raw readings when there are too many. */
  trim(from, spanMillis) {
    const first = this.mean.findIndex(({ x }) => x >= from);
    const gone = first === -1 ? this.mean.length : first;
    // One point outside stays, so that the line starts at the edge.
    if (gone > 1) {
      [this.mean, this.low, this.high].forEach((points) => points.splice(0, gone - 1));
    }
    if (this.late[0] < from) {
      this.late = this.late.filter((time) => time >= from);
    }
    if (this.bucketMillis === 0 && this.mean.length > MAX_RAW) {
      this.#compact(spanMillis / BUCKETS_WHEN_FULL);
    }
  }

  #compact(bucketMillis) {
    const raw = this.mean;
    const buckets = [];
    for (const { x, y } of raw) {
      const start = Math.floor(x / bucketMillis) * bucketMillis;
      const last = buckets.at(-1);
      if (last?.[0] === start) {
        last[1] = Math.min(last[1], y);
        last[2] = Math.max(last[2], y);
        last[3] += (y - last[3]) / ++last[4];
      } else {
        buckets.push([start, y, y, y, 1]);
      }
    }
    this.load({ bucketMillis, points: buckets, late: this.late }, raw.at(-1).x + 1);
  }

  /** Points farther apart than this have a gap between them: three times the usual distance. */
  get gapMillis() {
    if (this.#usual === undefined) {
      const recent = this.mean.slice(-200);
      const distances = recent.slice(1).map(({ x }, i) => x - recent[i].x).sort((a, b) => a - b);
      this.#usual = distances.length < 3 ? Infinity : distances[distances.length >> 1];
      this.#addedSince = 0;
    }
    return 3 * Math.max(this.#usual, this.bucketMillis);
  }

  /** How many points lie between two times, both included. */
  countBetween(from, to) {
    let count = 0;
    for (let i = this.mean.length - 1; i >= 0 && this.mean[i].x >= from; i--) {
      count += this.mean[i].x <= to ? 1 : 0;
    }
    return count;
  }

  /** The index of the point nearest to a time, or -1. */
  nearest(time) {
    let low = 0;
    let high = this.mean.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.mean[middle].x < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && time - this.mean[low - 1].x < this.mean[low].x - time ? low - 1 : high;
  }

  /** Min and max between two times, or null. */
  extremes(from, to) {
    let min = Infinity;
    let max = -Infinity;
    this.mean.forEach(({ x, y }, i) => {
      if (x >= from && x <= to) {
        min = Math.min(min, this.low[i]?.y ?? y);
        max = Math.max(max, this.high[i]?.y ?? y);
      }
    });
    return min === Infinity ? null : { min, max };
  }
}
