// What stands in a chart's legend: the point at the cursor, or least and greatest of the range.
import { clock, dayTime, quantityText } from "../format.js";
import { t } from "../i18n.js";

/** Time and value of a point; of a bucket also least and greatest. `dated` adds the day. */
export function pointText(series, i, { unit, decimals, dated }) {
  const { x, y } = series.mean[i];
  const text = (value) => quantityText(value, unit, decimals);
  const time = dated ? dayTime(x) : clock(x);
  return series.bucketMillis > 0
    ? t("chart.bucket", { time, value: text(y), least: text(series.low[i].y), greatest: text(series.high[i].y) })
    : t("chart.point", { time, value: text(y) });
}

/** Least and greatest value between two times, or nothing. */
export function extremesText(series, from, to, { unit, decimals }) {
  const extremes = series.extremes(from, to);
  return extremes
    ? t("chart.extremes", {
        least: quantityText(extremes.least, unit, decimals),
        greatest: quantityText(extremes.greatest, unit, decimals),
      })
    : "";
}
