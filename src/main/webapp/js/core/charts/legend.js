// The text of a chart's legend: the point at the cursor, or min and max of the range.
import { clock, dayTime, quantityText } from "../format.js";
import { t } from "../i18n.js";

/** Time and value of a point; for a bucket also min and max. `dated` adds the day. */
export function pointText(series, i, { unit, decimals, dated }) {
  const { x, y } = series.mean[i];
  const text = (value) => quantityText(value, unit, decimals);
  const time = dated ? dayTime(x) : clock(x);
  return series.bucketMillis > 0
    ? t("chart.bucket", { time, value: text(y), min: text(series.low[i].y), max: text(series.high[i].y) })
    : t("chart.point", { time, value: text(y) });
}

/** Min and max between two times, or an empty text. */
export function extremesText(series, from, to, { unit, decimals }) {
  const extremes = series.extremes(from, to);
  return extremes
    ? t("chart.extremes", {
        min: quantityText(extremes.min, unit, decimals),
        max: quantityText(extremes.max, unit, decimals),
      })
    : "";
}
